import { FUNCTION_WORDS } from "./function-words.ts";
import { createScriptCounter, languageOfScript, type ScriptCounter } from "./scripts.ts";

/** ISO 639-1 code of the language a text is written in; `undefined` when it cannot be told. */
export type LanguageDetector = (text: string) => string | undefined;

/** UTF-16 code units looked at; more of a text says no more. */
const SAMPLE = 600;
/** Letters in a commit id or a version are no words. */
const WORD = /(?<![\p{L}\p{M}\p{N}_])[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)?(?![\p{L}\p{M}\p{N}_])/gu;
/** Letters that hardly any other language of the script has; one of them counts as much as a function word. */
const TELLING: readonly (readonly [language: string, letters: RegExp])[] = [
  ["de", /[ßäöü]/],
  ["es", /[ñ¿¡]/],
  ["pt", /[ãõ]/],
  ["fr", /[çœêâîûëï]/],
  ["pl", /[ąćęłńśźż]/],
  ["cs", /[ěřůďťň]/],
  ["ro", /[ășțţş]/],
  ["hu", /[őű]/],
  ["tr", /[ğış]/],
  ["da", /[æø]/],
  ["no", /[æø]/],
  ["sv", /[åäö]/],
  ["fi", /(?:ää|yö|aa|ii|uu)/],
  ["lt", /[ėįųū]/],
  ["vi", /[ơưđạảấầẩậắằẳặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/],
  ["uk", /[іїєґ]/],
  ["bg", /(?:[ъ]\p{L})/u],
  ["ru", /[ыэё]/],
  ["sr", /[ђјљњћџ]/],
  ["fa", /[پچژگک]/],
  ["ur", /[ٹڈڑےہں]/],
];
const SCRIPT_OF: Readonly<Record<string, readonly string[]>> = {
  Cyrl: ["ru", "uk", "bg", "sr"],
  Arab: ["ar", "fa", "ur"],
  Deva: ["hi", "ne"],
};
/** A character of these scripts says as much as two letters. */
const DENSE = ["Hang", "Hira", "Han"];
const LEAST_SHARE = 0.2;
/** Least evidence: more among the many languages in Latin letters, of which a name can have a function word. */
const LEAST = 1;
const LEAST_LATIN = 1.2;
/** How far the best must lie before the next language. */
const LEAD = 1.02;

/**
 * Tells languages by their script, and those that share a script by their function words and letters. Costs a few
 * microseconds and no model; a wrong guess costs a search nothing but the stem, since surface forms are found as well.
 */
export function createLanguageDetector(): LanguageDetector {
  let tables: Tables | undefined;
  return (text) => {
    tables ??= createTables();
    return detect(tables, text.slice(0, SAMPLE).toLowerCase());
  };
}

interface Tables {
  readonly countScripts: ScriptCounter;
  /** Languages by function word. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

function createTables(): Tables {
  const words = new Map<string, string[]>();
  for (const [language, list] of Object.entries(FUNCTION_WORDS)) {
    for (const word of new Set(list.split(" "))) {
      const known = words.get(word);
      if (known === undefined) words.set(word, [language]);
      else known.push(language);
    }
  }
  return { countScripts: createScriptCounter(), words };
}

function detect({ countScripts, words }: Tables, text: string): string | undefined {
  for (const script of mainScripts(countScripts(text))) {
    const least = script === "Latn" ? LEAST_LATIN : LEAST;
    const found =
      languageOfScript(script) ?? mostLikely(scoreLanguages(text, words, SCRIPT_OF[script]), least);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Scripts that more than a name or two are written in, most of the text first. */
function mainScripts(counts: ReadonlyMap<string, number>): readonly string[] {
  const weights = new Map(counts);
  const kana = (counts.get("Hira") ?? 0) + (counts.get("Kana") ?? 0);
  if (kana > 0) {
    // Japanese mixes Kana into Han.
    weights.set("Hira", kana + (counts.get("Han") ?? 0));
    for (const name of ["Kana", "Han"]) weights.delete(name);
  }
  for (const name of DENSE) if (weights.has(name)) weights.set(name, 2 * (weights.get(name) ?? 0));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return [...weights]
    .filter(([, weight]) => weight >= total * LEAST_SHARE)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name]) => name);
}

function scoreLanguages(
  text: string,
  words: Tables["words"],
  only: readonly string[] | undefined,
): Map<string, number> {
  const scores = new Map<string, number>();
  const add = (language: string, weight: number) => {
    if (only === undefined || only.includes(language))
      scores.set(language, (scores.get(language) ?? 0) + weight);
  };
  // Each word once: a name that comes up again and again may look like one of some language.
  for (const word of new Set(text.match(WORD))) {
    const languages = words.get(word.replace("’", "'")) ?? [];
    for (const language of languages) add(language, 1 / Math.sqrt(languages.length));
  }
  for (const [language, letters] of TELLING) if (letters.test(text)) add(language, 1);
  return scores;
}

function mostLikely(scores: ReadonlyMap<string, number>, least: number): string | undefined {
  const [best, next] = [...scores].toSorted(([, one], [, other]) => other - one);
  if (best === undefined || best[1] < least) return undefined;
  return best[1] >= (next?.[1] ?? 0) * LEAD ? best[0] : undefined;
}
