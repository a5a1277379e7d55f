import type { EntryType } from "../../domain/entries/entry.ts";

export interface Count {
  readonly name: string;
  readonly count: number;
}

/** Live entries by name: counting what is not deleted and taking the expired off reads indexes only. */
export function subtract(all: readonly Count[], expired: readonly Count[]): ReadonlyMap<string, number> {
  const counts = new Map(all.map(({ name, count }) => [name, count]));
  for (const { name, count } of expired) {
    const left = (counts.get(name) ?? 0) - count;
    if (left > 0) counts.set(name, left);
    else counts.delete(name);
  }
  return counts;
}

/** How many live entries of a type a source has. */
export interface SourceCount {
  readonly type: EntryType;
  readonly source: string;
  readonly count: number;
}

export function toStats(counts: readonly SourceCount[]) {
  const types = new Map<EntryType, number>();
  for (const { type, count } of counts) types.set(type, (types.get(type) ?? 0) + count);
  return { types, sources: [...new Set(counts.map(({ source }) => source))].sort(byCodePoint) };
}

/** Largest first, ties by name. */
export function rankTags(
  counts: ReadonlyMap<string, number>,
): readonly { readonly tag: string; readonly count: number }[] {
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || byCodePoint(a.tag, b.tag));
}

/** UTF-8 order is code point order; the `<` of strings, by UTF-16 unit, is not. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
