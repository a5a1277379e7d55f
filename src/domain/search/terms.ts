/** How a term came from its word: the word itself, without accents, without its ending, or a part of it. */
export const FORM = { surface: 0, folded: 1, stem: 2, part: 3 } as const;
export type Form = (typeof FORM)[keyof typeof FORM];

/** One term under which a word can be found. */
export interface WordForm {
  readonly term: string;
  readonly form: Form;
}

/**
 * One term of a text. Terms of one word share its `position`; words follow each other by 1. `start` and `end` are UTF-16
 * offsets of the word in the normal form of the text (`normalText`).
 */
export type Emit = (term: string, form: Form, position: number, start: number, end: number) => void;

/** Turns texts into terms, for what is stored and what is asked alike. */
export interface Analyser {
  /** Changes whenever the same text would give other terms; what an older version indexed is indexed again. */
  readonly version: number;
  /** Loads what these languages (ISO 639-1) need; a text in a language that is not loaded is not stemmed. */
  prepare(languages: Iterable<string>): Promise<void>;
  /** Answers the number of positions. Scripts without spaces give overlapping pairs and the last character of a run. */
  analyse(text: string, language: string | undefined, emit: Emit): number;
  /** The terms of one word in several languages, as a query needs them, each once. */
  wordForms(word: string, languages: readonly string[]): readonly WordForm[];
  /** Language of a text, `undefined` when it cannot be told. */
  detect(text: string): string | undefined;
  /** True for words that carry no meaning of their own in one of these languages. */
  isFunctionWord(word: string, languages: readonly string[]): boolean;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 24 bits of FNV-1a over the UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv), folded as its authors say. */
export function hashTerm(term: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < term.length; index += 1) {
    hash = Math.imul(hash ^ term.charCodeAt(index), FNV_PRIME);
  }
  return ((hash >>> 24) ^ hash) & 0xffffff;
}
