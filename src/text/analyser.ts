import { normalText } from "../domain/search/normal-text.ts";
import { type Analyser, type Emit, FORM, type WordForm } from "../domain/search/terms.ts";
import { createLanguageDetector } from "./detect-language.ts";
import { FUNCTION_WORDS } from "./function-words.ts";
import { PICTOGRAPH, SPACED, UNSPACED } from "./scripts.ts";
import { createStemmers, type Stemmers } from "./stemmers.ts";
import { ANALYSER_VERSION } from "./version.ts";
import { formsOf, toTerm } from "./word-forms.ts";

/** What joins parts into one identifier, path, address or version; found whole and by its parts. */
const JOINER = String.raw`[_.\-\/\\@:+#&~='’]`;
/** Most text is ASCII, for which the classes of Unicode cost several times as much. */
const ASCII_WORD = "[A-Za-z0-9]";
const runOf = (character: string) => `${character}+(?:${JOINER}+${character}+)*`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
const ASCII = /^[\x00-\x7f]*$/;
const CACHED_WORDS = 20_000;
const LONGEST_CACHED = 32;

export function createAnalyser(): Analyser {
  const stemmers = createStemmers();
  const run = new RegExp(`(${UNSPACED}+)|${PICTOGRAPH}|${runOf(SPACED)}`, "gv");
  const asciiRun = new RegExp(runOf(ASCII_WORD), "g");
  const joiner = new RegExp(JOINER);
  const part = new RegExp(`${SPACED}+`, "gv");
  const forms = createFormCache(stemmers);

  function emitForms(raw: string, start: number, position: number, language: string | undefined, emit: Emit) {
    const end = start + raw.length;
    for (const { term, form } of forms(raw, language)) emit(term, form, position, start, end);
    return position + 1;
  }

  function emitSpaced(
    raw: string,
    start: number,
    position: number,
    language: string | undefined,
    emit: Emit,
  ) {
    if (!joiner.test(raw)) return emitForms(raw, start, position, language, emit);
    let next = position;
    for (const found of raw.matchAll(part)) {
      next = emitForms(found[0], start + found.index, next, language, emit);
    }
    emit(toTerm(raw.replaceAll("’", "'")), FORM.part, position, start, start + raw.length);
    return next;
  }

  return {
    version: ANALYSER_VERSION,
    prepare: (languages) => stemmers.load(languages),
    analyse(text, language, emit) {
      let position = 0;
      if (ASCII.test(text)) {
        for (const { 0: raw, index } of text.matchAll(asciiRun)) {
          position = emitSpaced(raw, index, position, language, emit);
        }
        return position;
      }
      for (const found of normalText(text).matchAll(run)) {
        const [raw, unspaced] = found;
        position =
          unspaced === undefined
            ? emitSpaced(raw, found.index, position, language, emit)
            : emitPairs(raw, found.index, position, emit);
      }
      return position;
    },
    wordForms(raw, languages) {
      const all =
        languages.length === 0 ? formsOf(raw, undefined) : languages.flatMap((code) => forms(raw, code));
      const known = new Map<string, WordForm>();
      for (const form of all) if (!known.has(form.term)) known.set(form.term, form);
      return [...known.values()];
    },
    detect: createLanguageDetector(),
    isFunctionWord: createFunctionWordTest(),
  };
}

/** Overlapping pairs, and the last character alone, so that words of any length are found wherever they lie. */
function emitPairs(raw: string, start: number, from: number, emit: Emit): number {
  const characters = [...raw.toLowerCase()];
  let position = from;
  let at = start;
  for (const [index, character] of characters.entries()) {
    const following = characters[index + 1] ?? "";
    emit(character + following, FORM.surface, position, at, at + character.length + following.length);
    position += 1;
    at += character.length;
  }
  return position;
}

function createFunctionWordTest(): Analyser["isFunctionWord"] {
  const sets = new Map<string, ReadonlySet<string>>();
  return (word, languages) =>
    languages.some((language) => {
      const known = sets.get(language) ?? new Set(FUNCTION_WORDS[language]?.split(" "));
      sets.set(language, known);
      return known.has(word);
    });
}

type FormCache = (raw: string, language: string | undefined) => readonly WordForm[];

/** Most words of a text are among the commonest few thousand of its language. */
function createFormCache(stemmers: Stemmers): FormCache {
  const cached = new Map<string, readonly WordForm[]>();
  return (raw, language) => {
    const stem = language === undefined ? undefined : stemmers.of(language);
    if (raw.length > LONGEST_CACHED) return formsOf(raw, stem);
    const key = `${stem === undefined ? "" : language} ${raw}`;
    const known = cached.get(key);
    if (known !== undefined) return known;
    if (cached.size >= CACHED_WORDS) cached.clear();
    const made = formsOf(raw, stem);
    cached.set(key, made);
    return made;
  };
}
