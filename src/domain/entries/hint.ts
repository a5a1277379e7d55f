import { toDocument } from "../search/document.ts";
import type { Entry } from "./entry.ts";

export interface HintedEntry {
  readonly entry: Entry;
  /** Share of the hint's words that the entry holds, 0..1; absent without a hint. */
  readonly similarity?: number;
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Stable order by the share of the hint's words found in description, content, source and tags. */
export function orderByHint(entries: readonly Entry[], hint: string | undefined): readonly HintedEntry[] {
  const wanted = words(hint ?? "");
  if (wanted.size === 0) return entries.map((entry) => ({ entry }));
  return entries
    .map((entry) => ({ entry, similarity: overlap(wanted, words(textOf(entry))) }))
    .toSorted((one, other) => other.similarity - one.similarity);
}

function textOf(entry: Entry): string {
  return Object.values(toDocument(entry)).join(" ");
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.normalize("NFKC").toLowerCase().match(WORD) ?? []);
}

function overlap(wanted: ReadonlySet<string>, found: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of wanted) if (found.has(word)) shared += 1;
  return Number((shared / wanted.size).toFixed(4));
}
