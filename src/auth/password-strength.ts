import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { dictionary, adjacencyGraphs as graphs } from "@zxcvbn-ts/language-common";
import { PASSWORD_LENGTH } from "./password-length.ts";

/** Of 0..4: safe against guessing by somebody who has stolen the hash, when it is a slow one. */
const MIN_SCORE = 3;

const WARNINGS: Readonly<Record<string, string>> = {
  straightRow: "Straight rows of keys are easy to guess.",
  keyPattern: "Short patterns on the keyboard are easy to guess.",
  simpleRepeat: 'Repeated characters like "aaa" are easy to guess.',
  extendedRepeat: 'Repeated patterns like "abcabcabc" are easy to guess.',
  sequences: 'Sequences like "abc" or "6543" are easy to guess.',
  recentYears: "Recent years are easy to guess.",
  dates: "Dates are easy to guess.",
  topTen: "This is among the ten most used passwords.",
  topHundred: "This is among the hundred most used passwords.",
  common: "This is a commonly used password.",
  similarToCommon: "This is like a commonly used password.",
  wordByItself: "Single words are easy to guess.",
  namesByThemselves: "Names by themselves are easy to guess.",
  commonNames: "Common names are easy to guess.",
  userInputs: "It is made of the user's id, name or e-mail address.",
};

const SUGGESTIONS: Readonly<Record<string, string>> = {
  anotherWord: "Add more words that are less common.",
  useWords: "Use several words, but no common phrase.",
  repeated: "Avoid repeated words and characters.",
  sequences: "Avoid sequences of characters.",
  longerKeyboardPattern: "Use a longer keyboard pattern with more turns.",
  dates: "Avoid dates and years that are associated with you.",
  recentYears: "Avoid recent years.",
  associatedYears: "Avoid years that are associated with you.",
  l33t: "Avoid predictable replacements like @ for a.",
  reverseWords: "Words spelt backwards are hardly harder to guess.",
  allUppercase: "All in upper case is as easy to guess as all in lower case.",
  capitalization: "Capitalise more than the first letter.",
};

const GENERIC = "It is too easily guessed.";

/**
 * What is wrong with a password, in sentences; nothing when it will do. `about` is what an attacker knows of its user: the
 * id, the name, the e-mail address. This module brings half a megabyte of common passwords with it: import it on demand.
 */
export function findWeakness(password: string, about: readonly string[]): readonly string[] {
  const normal = password.normalize("NFKC");
  const { length } = [...normal];
  const { least, most } = PASSWORD_LENGTH;
  if (length < least) return [`It has ${length} characters; the least is ${least}.`];
  if (length > most) return [`It has ${length} characters; the most is ${most}.`];
  const { score, feedback } = new ZxcvbnFactory({ dictionary, graphs }).check(normal, wordsOf(about));
  if (score >= MIN_SCORE) return [];
  const warning = WARNINGS[feedback.warning ?? ""];
  const suggestions = feedback.suggestions.flatMap((name) => SUGGESTIONS[name] ?? []);
  const said = [...(warning === undefined ? [] : [warning]), ...suggestions];
  return said.length === 0 ? [GENERIC] : said;
}

/** Each whole, and its parts. */
function wordsOf(about: readonly string[]): string[] {
  return about.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 1);
}
