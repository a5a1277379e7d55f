import { Command } from "commander";

export interface CommandText {
  readonly name: string;
  readonly summary: string;
  /** Further sentences of the help. */
  readonly details?: string;
  /** Complete command lines. */
  readonly examples: readonly string[];
}

/** A command whose help ends with examples, and whose errors are left to the one place that prints them. */
export function defineCommand({ name, summary, details, examples }: CommandText): Command {
  const label = examples.length === 1 ? "Example:" : "Examples:";
  return new Command(name)
    .summary(summary)
    .description(details === undefined ? summary : `${summary}\n\n${details}`)
    .option("--debug", "add the stack to an error")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", `\n${label}\n${examples.map((line) => `  $ ${line}`).join("\n")}\n`);
}
