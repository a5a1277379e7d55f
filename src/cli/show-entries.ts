import { plainLine } from "./plain-text.ts";

/** The part of an entry that a line of a list shows. */
export interface ShownEntry {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly created: string;
  readonly updated: string | null;
  readonly description?: string;
  readonly goal?: string;
  /** Of a search hit. */
  readonly title?: string;
}

const TEXT_CHARS = 200;
const NAME_CHARS = 60;

/** Two lines: what it says, and what it is. */
export function showEntry(entry: ShownEntry): string {
  const text = entry.title || entry.description || entry.goal || `(${entry.type} of ${entry.source})`;
  return `${plainLine(text, TEXT_CHARS)}\n  ${showFacts(entry)}`;
}

export function showFacts({ id, type, source, tags, created, updated }: ShownEntry): string {
  const facts = [
    (updated ?? created).slice(0, 10),
    type,
    plainLine(source, NAME_CHARS),
    ...(tags.length === 0 ? [] : [tags.map((tag) => `#${plainLine(tag, NAME_CHARS)}`).join(" ")]),
    id,
  ];
  return facts.filter((fact) => fact !== "").join("  ");
}

export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
