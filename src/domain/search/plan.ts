import { normalText } from "./normal-text.ts";
import type { ParsedQuery } from "./query.ts";
import { type Analyser, FORM, type Form, type WordForm } from "./terms.ts";
import { isUnspaced } from "./unspaced.ts";

/** One word of a query with every term that stands for it. */
export interface QueryWord {
  /** As the query has it, lower-case. */
  readonly word: string;
  readonly terms: readonly WeightedTerm[];
  /** 0..1; words without a meaning of their own, and words taken for misspelt ones, weigh little. */
  readonly weight: number;
  /** Position in the query; words of one phrase follow each other by 1. */
  readonly position: number;
}

export interface WeightedTerm {
  readonly term: string;
  /** 0..1: the word itself counts more than its stem. */
  readonly weight: number;
}

/** A phrase: for every position the terms of which one must stand there; none for a position that may hold anything. */
export type Phrase = readonly (readonly string[])[];

export interface QueryPlan {
  readonly words: readonly QueryWord[];
  readonly phrases: readonly Phrase[];
  readonly excludedWords: readonly (readonly string[])[];
  readonly excludedPhrases: readonly Phrase[];
}

/** What a term is worth by how it came from its word. */
const FORM_WEIGHTS: Readonly<Record<number, number>> = {
  [FORM.surface]: 1,
  [FORM.folded]: 0.95,
  [FORM.stem]: 0.9,
};
/** By endings of a language that the query does not seem to be written in. */
const FOREIGN_STEM_WEIGHT = 0.45;
/** Terms from this weight on stand for the word itself. */
export const OWN_TERM_WEIGHT = 0.6;
const FUNCTION_WORD_WEIGHT = 0.15;
/** A whole identifier beside its words: it is found by them too, so it adds to them. */
const WHOLE_WEIGHT = 1;
/** What is inside a word, as `invoice` in `parseInvoice`: a word of its own, since it is much commoner than the whole. */
const PART_WEIGHT = 0.5;
const JOINED = /[^\p{L}\p{N}\p{M}]/u;
const MAX_WORDS = 64;

/** The languages whose endings are tried. */
export interface QueryLanguages {
  /** What the query seems to be written in; all when that cannot be told. */
  readonly likely: readonly string[];
  /** The others of the owner's entries: a stem of theirs counts little. */
  readonly others: readonly string[];
}

/** Which languages a query may be in, of those of the owner's entries, the commonest first. */
export function likelyLanguages(
  query: ParsedQuery,
  given: string | undefined,
  languages: readonly string[],
  analyser: Analyser,
): QueryLanguages {
  const likely = given ?? analyser.detect([query.words, ...query.phrases].join("\n"));
  if (likely === undefined) return { likely: languages, others: [] };
  return { likely: [likely], others: languages.filter((code) => code !== likely) };
}

/** Everything a query looks for. */
export function planQuery(query: ParsedQuery, languages: QueryLanguages, analyser: Analyser): QueryPlan {
  const phrases = query.phrases.map((text) => toPhrase(text, analyser)).filter(isNotEmpty);
  const text = [query.words, ...query.phrases].join("\n");
  const excluded = query.excluded.map((part) => toPhrase(part, analyser)).filter(isNotEmpty);
  return {
    words: softenFunctionWords(toWords(text, languages, analyser), languages.likely, analyser),
    phrases,
    excludedWords: excluded.filter(({ length }) => length === 1).map((phrase) => phrase[0] ?? []),
    excludedPhrases: excluded.filter(({ length }) => length > 1),
  };
}

const isNotEmpty = ({ length }: Phrase): boolean => length > 0;

function toWords(text: string, languages: QueryLanguages, analyser: Analyser): readonly QueryWord[] {
  const words = new Map<string, QueryWord>();
  const normal = normalText(text);
  const ends = unspacedEnds(normal, analyser);

  function toWord(term: string, form: Form, raw: string): Omit<QueryWord, "position"> | undefined {
    if (form === FORM.surface) {
      const terms = isUnspaced(raw) ? [{ term, weight: 1 }] : toTerms(raw, languages, analyser);
      return { word: term, terms, weight: 1 };
    }
    if (form !== FORM.part) return undefined;
    const weight = JOINED.test(term) ? WHOLE_WEIGHT : PART_WEIGHT;
    return { word: term, terms: [{ term, weight: 1 }], weight };
  }

  analyser.analyse(normal, undefined, (term, form, position, start, end) => {
    if (words.has(term) || words.size >= MAX_WORDS || ends.has(`${position} ${term}`)) return;
    const word = toWord(term, form, normal.slice(start, end));
    if (word !== undefined) words.set(term, { ...word, position });
  });
  return [...words.values()];
}

/** The single character that ends a run of an unspaced script says nothing that its pairs do not. */
function unspacedEnds(text: string, analyser: Analyser): ReadonlySet<string> {
  const ends = new Set<string>();
  let before: { position: number; end: number; raw: string } | undefined;
  analyser.analyse(text, undefined, (term, form, position, start, end) => {
    if (form !== FORM.surface) return;
    const raw = text.slice(start, end);
    if (
      before !== undefined &&
      before.position === position - 1 &&
      before.end === end &&
      before.raw !== raw
    ) {
      ends.add(`${position} ${term}`);
    }
    before = { position, end, raw };
  });
  return ends;
}

function toTerms(
  raw: string,
  { likely, others }: QueryLanguages,
  analyser: Analyser,
): readonly WeightedTerm[] {
  const terms = analyser
    .wordForms(raw, likely)
    .filter(({ form }) => form !== FORM.part)
    .map(weigh);
  const further = analyser
    .wordForms(raw, others)
    .filter(({ term, form }) => form === FORM.stem && !terms.some((known) => known.term === term));
  return [...terms, ...further.map(({ term }) => ({ term, weight: FOREIGN_STEM_WEIGHT }))];
}

function weigh({ term, form }: WordForm): WeightedTerm {
  return { term, weight: FORM_WEIGHTS[form] ?? 1 };
}

function softenFunctionWords(
  words: readonly QueryWord[],
  languages: readonly string[],
  analyser: Analyser,
): readonly QueryWord[] {
  const known = languages.length === 0 ? ["en"] : languages;
  const isFunction = words.map(({ word }) => analyser.isFunctionWord(word, known));
  if (isFunction.every(Boolean)) return words;
  return words.map((word, index) => (isFunction[index] ? { ...word, weight: FUNCTION_WORD_WEIGHT } : word));
}

function toPhrase(text: string, analyser: Analyser): Phrase {
  const normal = normalText(text);
  const ends = unspacedEnds(normal, analyser);
  const phrase: string[][] = [];
  analyser.analyse(normal, undefined, (term, form, position) => {
    if (ends.has(`${position} ${term}`)) return;
    if (form === FORM.surface) phrase[position] = [term];
    else if (form === FORM.folded) phrase[position]?.push(term);
  });
  return Array.from(phrase, (terms) => terms ?? []);
}
