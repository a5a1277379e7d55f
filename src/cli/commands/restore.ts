import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { plainLine } from "../plain-text.ts";
import { plural } from "../show-entries.ts";
import { collect, defineVerb, runVerb, type VerbOptions } from "../verb.ts";

interface RestoreOptions extends VerbOptions {
  readonly tag?: readonly string[];
}

interface Restored {
  readonly restored: number;
  readonly conflicts?: readonly string[];
}

export function restoreCommand(context: CliContext): Command {
  return defineVerb({
    name: "restore",
    summary: "Bring entries back from the trash.",
    examples: ["awareness restore 0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20", "awareness restore --tag draft"],
  })
    .argument("[id]", "the entry to bring back")
    .option("--tag <tag>", "all with this tag; repeat it for several, all must hold", collect)
    .action((id: string | undefined, options: RestoreOptions) => restore(context, id, options));
}

function restore(context: CliContext, id: string | undefined, options: RestoreOptions): Promise<void> {
  const { tag } = options;
  if ((id === undefined) === (tag === undefined)) {
    throw new CliError(2, "Say what to restore: an id or --tag, one of the two.");
  }
  return runVerb<Restored>(context, options, {
    tool: "restore_entry",
    args: { entry_id: id, tags: tag },
    typed: { entry_id: "The id", tags: "--tag" },
    ...(id === undefined ? {} : { notFound: `Nothing in the trash has the id "${plainLine(id, 100)}".` }),
    show: showRestored,
  });
}

function showRestored({ restored, conflicts = [] }: Restored): string {
  const done = `Restored ${plural(restored, "entry", "entries")}.`;
  if (conflicts.length === 0) return done;
  return `${done} Left in the trash, because live entries have their keys: ${conflicts.join(", ")}.`;
}
