/** Takes endings off a lower-case word. */
export type Stem = (word: string) => string;

type Module = { readonly stemmer: Stem };

/**
 * Snowball stemmers by ISO 639-1 code (https://snowballstem.org), each loaded when its language first appears. Written
 * out one by one so that the bundler sees them.
 */
const LOADERS: Readonly<Record<string, () => Promise<Module>>> = {
  ar: () => import("@orama/stemmers/arabic"),
  bg: () => import("@orama/stemmers/bulgarian"),
  da: () => import("@orama/stemmers/danish"),
  de: () => import("@orama/stemmers/german"),
  el: () => import("@orama/stemmers/greek"),
  en: () => import("@orama/stemmers/english"),
  es: () => import("@orama/stemmers/spanish"),
  fi: () => import("@orama/stemmers/finnish"),
  fr: () => import("@orama/stemmers/french"),
  ga: () => import("@orama/stemmers/irish"),
  hi: () => import("@orama/stemmers/indian"),
  hu: () => import("@orama/stemmers/hungarian"),
  hy: () => import("@orama/stemmers/armenian"),
  id: () => import("@orama/stemmers/indonesian"),
  it: () => import("@orama/stemmers/italian"),
  lt: () => import("@orama/stemmers/lithuanian"),
  ne: () => import("@orama/stemmers/nepali"),
  nl: () => import("@orama/stemmers/dutch"),
  no: () => import("@orama/stemmers/norwegian"),
  pt: () => import("@orama/stemmers/portuguese"),
  ro: () => import("@orama/stemmers/romanian"),
  ru: () => import("@orama/stemmers/russian"),
  sr: () => import("@orama/stemmers/serbian"),
  sv: () => import("@orama/stemmers/swedish"),
  ta: () => import("@orama/stemmers/tamil"),
  tr: () => import("@orama/stemmers/turkish"),
  uk: () => import("@orama/stemmers/ukrainian"),
};

/** Codes of languages close enough to share a stemmer. */
const SHARED: Readonly<Record<string, string>> = { nb: "no", nn: "no" };

export interface Stemmers {
  /** Loads what the languages need; unknown codes need nothing. */
  load(languages: Iterable<string>): Promise<void>;
  /** `undefined` for a language without a stemmer, or one not loaded. */
  of(language: string): Stem | undefined;
}

export function createStemmers(): Stemmers {
  const loaded = new Map<string, Stem>();
  const codeOf = (language: string) => SHARED[language] ?? language;
  return {
    async load(languages) {
      const missing = new Set(
        [...languages].map(codeOf).filter((code) => code in LOADERS && !loaded.has(code)),
      );
      for (const code of missing) {
        const { stemmer } = await (LOADERS[code] as () => Promise<Module>)();
        loaded.set(code, guarded(stemmer));
      }
    },
    of: (language) => loaded.get(codeOf(language)),
  };
}

/** A stemmer may fail on a word it was not made for; the word is then its own stem. */
function guarded(stem: Stem): Stem {
  return (word) => {
    try {
      const found = stem(word);
      return typeof found === "string" && found !== "" ? found : word;
    } catch {
      return word;
    }
  };
}
