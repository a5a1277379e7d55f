/**
 * How one kind of credential is recognised. Every repetition in `rest` is bounded and every mark is looked at once, so
 * that the work grows with the length of the text and no faster, whatever it holds.
 */
export interface SecretFormat {
  /** What it is, as it is said to a person, without an article. */
  readonly name: string;
  /** Every such credential holds one of these texts; only where one stands is looked further. */
  readonly marks: readonly string[];
  /** Sticky: what follows the mark. The secret is its group of that name, else the first one, else all of it. */
  readonly rest: RegExp;
  /** The mark is the name of a variable or member: between it and `rest` stand quotes and `=` or `:`. */
  readonly assigned?: true;
  /** The mark may stand inside a word; otherwise no letter or digit stands before it. */
  readonly anywhere?: true;
  /** False for placeholders and for what only looks alike; `looksRandom` where it is left out. */
  readonly accepts?: (secret: string, at: Surroundings) => boolean;
}

/** Where a match stands: so many characters of the text before its mark and after. */
export interface Surroundings {
  near(chars: number): string;
}
