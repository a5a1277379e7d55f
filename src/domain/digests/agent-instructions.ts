import { type Entry, KNOWLEDGE_TYPES } from "../entries/entry.ts";
import { describe } from "../entries/entry-json.ts";
import type { Caller, Services } from "../services.ts";
import { nameOf, provenance, STORED_NOTES, toMarkdown } from "./digest.ts";

const SOURCE = "awareness-prompt";
const TAG = "memory-prompt";
const MAX_ENTRIES = 50;
const MAX_TEXT = 4000;
/** Place of entries that give none. */
const LAST = 99;
const NUMBERED = /\bEntry (\d{1,9})\b/;
const TITLED = /^Awareness prompt Entry \d+ \(([^)\n]{1,200})\): ([\s\S]*)$/;

/** How the person wants assistants to use the memory, as they stored it themselves. */
export async function agentInstructions({ store }: Services, caller: Caller): Promise<string> {
  const filter = { types: KNOWLEDGE_TYPES, source: SOURCE, tags: [TAG] };
  const entries = await store.entries.list(caller.owner, filter, { limit: MAX_ENTRIES });
  const heading = "How to use this memory";
  if (entries.length === 0) {
    return toMarkdown(heading, [
      `Nothing is stored about this yet. Notes with source \`${SOURCE}\` and tag \`${TAG}\` appear here; one whose ` +
        "description reads `Awareness prompt Entry 1 (Title): text` becomes the first section, under that title.",
    ]);
  }
  const rest =
    entries.length === MAX_ENTRIES ? (await store.entries.count(caller.owner, filter)) - MAX_ENTRIES : 0;
  const ordered = entries.toSorted(
    (one, other) => placeOf(one) - placeOf(other) || one.createdAt - other.createdAt,
  );
  return toMarkdown(heading, [
    STORED_NOTES,
    ...ordered.map(toSection),
    ...(rest > 0 ? [`(and ${rest} more)`] : []),
  ]);
}

function placeOf(entry: Entry): number {
  return Number(NUMBERED.exec(describe(entry))?.[1] ?? LAST);
}

function toSection(entry: Entry): string {
  const text = describe(entry);
  const [, title, body] = TITLED.exec(text) ?? [];
  const shown = cut(body ?? text);
  return `${title === undefined ? "" : `## ${nameOf(title)}\n`}${shown}\n(${provenance(entry)})`;
}

function cut(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= MAX_TEXT ? trimmed : `${trimmed.slice(0, MAX_TEXT).toWellFormed()}…`;
}
