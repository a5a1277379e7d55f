import type { UndoAnswer } from "../app/undo.ts";
import { countAll } from "../domain/undo/plan-undo.ts";
import type { UndoneEntry } from "../domain/undo/undo-writer.ts";
import type { WriterName } from "../domain/undo/writer.ts";
import { plainLine } from "./plain-text.ts";
import { plural } from "./show-entries.ts";
import { formatTable } from "./table.ts";

const NAMES: Readonly<Record<WriterName, string>> = {
  token_name: "token name or client id (verified)",
  client_id: "client id (verified)",
  token_id: "token id (verified)",
  client_name: "what the client calls itself (not verified)",
};

type Does = UndoneEntry["does"];

/** What would happen, what has happened. */
const ACTS: Readonly<Partial<Record<Does, readonly [string, string]>>> = {
  trash: ["would move to the trash", "moved to the trash"],
  revert: ["would get their earlier content back", "got their earlier content back"],
  restore: ["would come back from the trash", "came back from the trash"],
};

const LEFT: Readonly<Partial<Record<Does, string>>> = {
  already_undone: "are as they were before",
  changed_later: "were changed by others later (--force goes back before that, too)",
  history_gone: "have lost the version before (purged)",
  expired: "would have expired by now",
  changed: "were changed just now; run it again",
  gone: "are purged",
  key_taken: "have a key that another entry holds now",
  schema_in_use: "are schemas that other records use",
};

export interface ShowOptions {
  /** Most entries in the table. */
  readonly show: number;
  /** The command to go on with. */
  readonly next: string;
}

export function showUndo(answer: UndoAnswer, { show, next }: ShowOptions): string {
  const { entries, changes, names, writer } = answer;
  const kinds = Object.entries(changes).map(([kind, count]) => `${kind} ${count}`);
  const matched = Object.entries(names).map(([name, count]) => `${NAMES[name as WriterName]} ${count}`);
  const counts = countAll(entries.map(({ does }) => does));
  const acts = linesOf(counts, (does) => ACTS[does]?.[writer === undefined ? 0 : 1]);
  const todo = acts.length > 0;
  const shown = entries.slice(0, show).map(toRow);
  const rest = entries.length - shown.length;
  return [
    `${plural(entries.length, "entry", "entries")}; versions: ${kinds.join(", ")}.`,
    `The name is: ${matched.join(", ")}.`,
    ...acts,
    ...linesOf(counts, (does) => (LEFT[does] === undefined ? undefined : `left alone: ${LEFT[does]}`)),
    "",
    ...(shown.length === 0 ? [] : [formatTable(shown)]),
    ...(rest === 0 ? [] : [`… and ${rest} more (--show, or --json for all)`]),
    ...(shown.length + rest === 0 ? [] : [""]),
    ...ending(writer, todo, next),
  ].join("\n");
}

function linesOf(
  counts: Readonly<Partial<Record<Does, number>>>,
  toText: (does: Does) => string | undefined,
): readonly string[] {
  return (Object.keys(counts) as Does[]).flatMap((does) => {
    const text = toText(does);
    return text === undefined ? [] : [`  ${counts[does]} ${text}`];
  });
}

function toRow({ id, type, source, does, forced }: UndoneEntry) {
  return { id, type, source: plainLine(source, 40), does: forced === true ? `${does} (forced)` : does };
}

function ending(writer: string | undefined, todo: boolean, next: string): readonly string[] {
  if (writer === undefined) {
    return todo ? ["Nothing was changed. To do it:", `  ${next}`] : ["There is nothing to undo."];
  }
  return todo ? [`Undone as "${writer}". To take that back:`, `  ${next}`] : ["Nothing was changed."];
}

export function toUndoJson({ entries, changes, names, writer }: UndoAnswer) {
  return {
    status: writer === undefined ? "dry_run" : "ok",
    ...(writer === undefined ? {} : { undone_as: writer }),
    versions: changes,
    names,
    counts: countAll(entries.map(({ does }) => does)),
    entries: entries.map(({ id, type, source, does, forced }) => ({
      id,
      type,
      source,
      does,
      ...(forced === true ? { forced } : {}),
    })),
  };
}
