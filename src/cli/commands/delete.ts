import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { plural } from "../show-entries.ts";
import { collect, defineVerb, runVerb, type VerbOptions } from "../verb.ts";

interface DeleteOptions extends VerbOptions {
  readonly tag?: readonly string[];
  readonly source?: string;
  readonly type?: string;
  readonly yes?: boolean;
}

interface Deleted {
  readonly status: "acknowledged" | "dry_run" | "ok";
  readonly would_trash?: number;
  readonly trashed?: number;
  readonly recoverable_days?: number;
  readonly note?: string;
}

export function deleteCommand(context: CliContext): Command {
  return defineVerb({
    name: "delete",
    summary: "Move entries to the trash, from which they can be restored for 30 days.",
    details: "By tag or source it only counts what it would delete, until --yes is added.",
    examples: [
      "awareness delete 0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20",
      "awareness delete --tag draft --tag old",
      "awareness delete --source scratch --yes",
    ],
  })
    .argument("[id]", "the entry to delete")
    .option("--tag <tag>", "all with this tag; repeat it for several, all must hold", collect)
    .option("--source <source>", "all of this source")
    .option("--type <type>", "with --source: only of this type")
    .option("--yes", "delete them, do not only count")
    .action((id: string | undefined, options: DeleteOptions) => remove(context, id, options));
}

function remove(context: CliContext, id: string | undefined, options: DeleteOptions): Promise<void> {
  const { tag, source, type, yes = false } = options;
  if ([id, tag, source].filter((given) => given !== undefined).length !== 1) {
    throw new CliError(2, "Say what to delete: an id, --tag or --source, one of the three.");
  }
  if (type !== undefined && source === undefined) throw new CliError(2, "--type goes with --source only.");
  return runVerb<Deleted>(context, options, {
    tool: "delete_entry",
    args: { entry_id: id, tags: tag, source, entry_type: type, confirm: yes },
    typed: { entry_id: "The id", tags: "--tag", source: "--source", entry_type: "--type" },
    show: showDeleted,
  });
}

function showDeleted({ status, would_trash = 0, trashed = 0, recoverable_days, note = "" }: Deleted): string {
  if (status === "acknowledged") return note;
  if (status === "ok") {
    return `Moved ${plural(trashed, "entry", "entries")} to the trash; restorable for ${recoverable_days} days.`;
  }
  return would_trash === 0
    ? "Nothing to delete."
    : `This would delete ${plural(would_trash, "entry", "entries")}. Nothing was deleted; add --yes to do it.`;
}
