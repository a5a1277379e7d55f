/** A note as it is stored before the questions are asked; `key` names it within its file. */
export interface CorpusNote {
  readonly key: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly content?: string;
}

export type QuestionKind = "words" | "inflected" | "typo" | "identifier" | "accent" | "phrase" | "long";

/** A question and the keys of every note that answers it. */
export interface CorpusQuestion {
  readonly ask: string;
  readonly find: readonly string[];
  readonly kind: QuestionKind;
}

export interface Corpus {
  /** ISO 639-1 */
  readonly language: string;
  readonly notes: readonly CorpusNote[];
  readonly questions: readonly CorpusQuestion[];
}
