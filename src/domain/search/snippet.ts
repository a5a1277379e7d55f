import type { RatedWord } from "./collect.ts";
import { FIELDS, type Field, fieldTexts, type Indexable } from "./fields.ts";
import type { Analyser } from "./terms.ts";
import { bestWindow, cutWindow, type Hit, type Window } from "./text-window.ts";

/** UTF-16 code units looked through. */
const MOST_READ = 1_000_000;
const SHOWN: readonly Field[] = ["description", "content", "detail"];
const SHOWN_FIELDS = SHOWN.map((name) => FIELDS.indexOf(name));

/** The part of an entry's text that holds most of the words, cut at words; empty for an entry without text. */
export function snippetOf(
  entry: Indexable & { readonly language?: string },
  words: readonly RatedWord[],
  analyser: Analyser,
): string {
  const wordOf = new Map<string, number>();
  for (const [index, { terms }] of words.entries()) for (const { term } of terms) wordOf.set(term, index);
  const ratings = words.map(({ rating }) => rating);
  let best: Window | undefined;
  for (const [field, raw] of fieldTexts(entry)) {
    if (!SHOWN_FIELDS.includes(field)) continue;
    const text = raw.slice(0, MOST_READ).toWellFormed().normalize("NFKC");
    const hits: Hit[] = [];
    analyser.analyse(text, entry.language ?? "en", (term, _form, _position, start, end) => {
      const word = wordOf.get(term);
      if (word !== undefined) hits.push({ start, end, word });
    });
    const window = bestWindow(text, hits, ratings);
    if (best === undefined || window.worth > best.worth) best = window;
  }
  return best === undefined ? "" : cutWindow(best);
}
