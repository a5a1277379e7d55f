import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { readStdin } from "../read-stdin.ts";
import { collect, defineVerb, runVerb, type VerbOptions } from "../verb.ts";

interface RememberOptions extends VerbOptions {
  readonly source: string;
  readonly tag?: readonly string[];
  readonly key?: string;
  readonly content?: string;
  readonly allowSecret?: boolean;
}

interface Remembered {
  readonly id: string;
  readonly action?: "created" | "updated";
}

export function rememberCommand(context: CliContext): Command {
  return defineVerb({
    name: "remember",
    summary: "Store a note for every client to find.",
    examples: [
      'awareness remember "The NAS is backed up to the cellar disk on Sundays" --source home --tag backup',
      'awareness remember "Release checklist" --source work --key release --content - < checklist.md',
    ],
  })
    .argument("<text>", "what to remember")
    .option("--source <source>", "where it belongs, such as a project", "personal")
    .option("--tag <tag>", "a label; repeat it for several", collect)
    .option("--key <key>", "with the same source and key, the same note is updated")
    .option("--content <text>", "a longer text; - reads it from stdin")
    .option("--allow-secret", "store it although it looks like it holds a credential")
    .action((text: string, options: RememberOptions) => remember(context, text, options));
}

async function remember(context: CliContext, text: string, options: RememberOptions): Promise<void> {
  const { source, tag = [], key, content, allowSecret } = options;
  await runVerb<Remembered>(context, options, {
    tool: "remember",
    args: {
      source,
      tags: tag,
      description: text,
      content: content === "-" ? await readStdin(context.stdin) : content,
      logical_key: key,
      learned_from: "cli",
      allow_secret: allowSecret,
    },
    typed: {
      description: "The text",
      source: "--source",
      tags: "--tag",
      logical_key: "--key",
      content: "--content",
    },
    show: ({ id, action }) => `${action === "updated" ? "Brought up to date" : "Remembered"} as ${id}.`,
  });
}
