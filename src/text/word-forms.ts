import { FORM, type Form, type WordForm } from "../domain/search/terms.ts";
import { foldAccents, spellUmlauts } from "./fold.ts";
import type { Stem } from "./stemmers.ts";

/** Longest term, UTF-16 code units; longer words are found by their beginning. */
export const MAX_TERM = 64;

const SHORTEST_STEMMED = 3;
const LETTERS_ONLY = /^[\p{L}\p{M}]+$/u;
/** Borders inside a word: camelCase, HTTPServer, and between letters and digits. */
const INNER_BORDER =
  /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u;
/** Digests and ids are known by their first characters, as `git` shows them. */
const HEX = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{9,}$/;
const HEX_PREFIXES = [7, 8] as const;

/** Every term of one word (no joining punctuation inside), the surface form first, each term once. */
export function formsOf(raw: string, stem: Stem | undefined): readonly WordForm[] {
  const surface = toTerm(raw);
  const forms: WordForm[] = [{ term: surface, form: FORM.surface }];
  const add = (long: string, form: Form) => {
    // `ß` and the like become two letters.
    const term = cut(long);
    if (term !== "" && !forms.some((known) => known.term === term)) forms.push({ term, form });
  };
  const folded = foldAccents(surface);
  add(folded, FORM.folded);
  const spelt = spellUmlauts(surface);
  if (spelt !== undefined) add(spelt, FORM.folded);
  if (stem !== undefined && surface.length >= SHORTEST_STEMMED && LETTERS_ONLY.test(surface)) {
    add(foldAccents(stem(surface)), FORM.stem);
    if (folded !== surface) add(foldAccents(stem(folded)), FORM.stem);
  }
  for (const part of partsOf(raw, surface)) add(part, FORM.part);
  return forms;
}

/** The lower-case form of a word, at most `MAX_TERM` long. */
export function toTerm(raw: string): string {
  return cut(raw.toLowerCase());
}

function cut(term: string): string {
  return term.slice(0, MAX_TERM).toWellFormed();
}

function partsOf(raw: string, surface: string): readonly string[] {
  if (HEX.test(surface)) return HEX_PREFIXES.map((length) => surface.slice(0, length));
  const parts = raw.slice(0, MAX_TERM).split(INNER_BORDER);
  return parts.length < 2 ? [] : parts.filter((part) => part.length > 1).map(toTerm);
}
