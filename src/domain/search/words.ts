const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const WORD_CHARACTER = "[\\p{L}\\p{N}\\p{M}]";
const MIN_PREFIX = 3;
const MAX_WORDS = 32;

/** How well a text holds one word of a query: as a word, as the beginning of one, or not at all. */
export type Match = "word" | "prefix" | "none";

export interface QueryWord {
  /** `text` is already folded. */
  matchIn(text: string): Match;
}

/** One form for all spellings of a text: compatibility characters and case folded. */
export function foldText(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/**
 * The words of a query, each once, the first ones when there are very many. With `plurals`, English singular and plural
 * count as the same word.
 */
export function parseQuery(query: string, plurals: boolean): readonly QueryWord[] {
  const words = new Set(foldText(query).match(WORD) ?? []);
  return [...words].slice(0, MAX_WORDS).map((word) => toQueryWord(word, plurals));
}

function toQueryWord(word: string, plurals: boolean): QueryWord {
  if (isUnspaced(word)) return { matchIn: (text) => (text.includes(word) ? "word" : "none") };
  const forms = plurals ? formsOf(word) : [word];
  const whole = new RegExp(`(?<!${WORD_CHARACTER})(?:${forms.join("|")})(?!${WORD_CHARACTER})`, "u");
  const prefix = new RegExp(`(?<!${WORD_CHARACTER})${word}`, "u");
  const mayBePrefix = word.length >= MIN_PREFIX;
  return {
    matchIn(text) {
      if (whole.test(text)) return "word";
      return mayBePrefix && prefix.test(text) ? "prefix" : "none";
    },
  };
}

/** True for scripts that put no spaces between words: a word of theirs is looked for anywhere. */
function isUnspaced(word: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
    word,
  );
}

/** A word's singular and its regular plurals. */
function formsOf(word: string): readonly string[] {
  const singular = toSingular(word);
  const plurals = /[^aeiou]y$/.test(singular)
    ? [`${singular.slice(0, -1)}ies`]
    : [`${singular}s`, ...(/(s|x|z|ch|sh|o)$/.test(singular) ? [`${singular}es`] : [])];
  return [...new Set([word, singular, ...plurals])];
}

function toSingular(word: string): string {
  if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}
