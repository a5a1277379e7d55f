import type { RatedWord } from "./collect.ts";
import { FIELDS, type Field, fieldTexts, type Indexable } from "./fields.ts";
import { normalText } from "./normal-text.ts";
import type { Analyser } from "./terms.ts";
import { bestWindow, cutWindow, type Hit, type Window } from "./text-window.ts";

/** UTF-16 code units of an entry looked through. */
const MOST_READ = 300_000;
/** More than a snippet shows behind what was looked through. */
const MARGIN = 1_000;
const SHOWN: readonly Field[] = ["description", "content", "detail"];
const SHOWN_FIELDS = SHOWN.map((name) => FIELDS.indexOf(name));

/** What may still be looked through for several snippets together, UTF-16 code units; making one takes from it. */
export interface ReadingBudget {
  left: number;
}

/**
 * The part of an entry's text that holds most of the words, cut at words; its beginning when nothing is left of the
 * budget, and empty for an entry without text.
 */
export function snippetOf(
  entry: Indexable & { readonly language?: string },
  words: readonly RatedWord[],
  analyser: Analyser,
  budget: ReadingBudget = { left: MOST_READ },
): string {
  const wordOf = new Map<string, number>();
  for (const [index, { terms }] of words.entries()) for (const { term } of terms) wordOf.set(term, index);
  const ratings = words.map(({ rating }) => rating);
  let best: Window | undefined;
  let room = MOST_READ;
  for (const [field, raw] of fieldTexts(entry)) {
    if (!SHOWN_FIELDS.includes(field)) continue;
    const read = Math.min(raw.length, room, budget.left);
    room -= read;
    budget.left -= read;
    const text = normalText(raw.slice(0, read + MARGIN).toWellFormed());
    const hits = findHits(text.slice(0, read), wordOf, entry.language, analyser);
    const window = bestWindow(text, hits, ratings);
    if (best === undefined || window.worth > best.worth) best = window;
  }
  return best === undefined ? "" : cutWindow(best);
}

function findHits(
  text: string,
  wordOf: ReadonlyMap<string, number>,
  language: string | undefined,
  analyser: Analyser,
): readonly Hit[] {
  const hits: Hit[] = [];
  if (text === "") return hits;
  analyser.analyse(text, language ?? "en", (term, _form, _position, start, end) => {
    const word = wordOf.get(term);
    if (word !== undefined) hits.push({ start, end, word });
  });
  return hits;
}
