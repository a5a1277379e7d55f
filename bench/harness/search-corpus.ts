import { type Corpus, createCorpus, type Note } from "./corpus.ts";

const VOCABULARY = 30_000;
const SYLLABLES = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"];

/** Stands in every note. */
export const EVERYWHERE = "everywhere";

/** The word of a rank, 0 the commonest: letters only, so that it is a word like those of a language. */
export function wordOf(rank: number): string {
  let [word, rest] = ["", rank + 20];
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return `${word}n`;
}

/** Words by Zipf's law over 30,000 of them, 45 a note. */
export function createWriter(seed: number): (note: Note) => Note {
  const corpus: Corpus = createCorpus(seed);
  const word = () => wordOf(Math.min(VOCABULARY - 1, Math.floor(VOCABULARY ** corpus.random()) - 1));
  const words = (count: number) => Array.from({ length: count }, word).join(" ");
  return (note) => ({ ...note, type: "note", description: `${EVERYWHERE} ${words(11)}`, content: words(33) });
}

/** A kind of query, and a query of it. */
export interface QueryKind {
  readonly name: string;
  make(corpus: Corpus): string;
}

const pick = (corpus: Corpus, low: number, high: number) => wordOf(low + corpus.below(high - low));

/** What a search engine meets: what is rare, what is common, what is in every entry. */
export const QUERY_KINDS: readonly QueryKind[] = [
  { name: "rare word", make: (corpus) => pick(corpus, 8_000, 30_000) },
  { name: "common word", make: (corpus) => pick(corpus, 5, 40) },
  { name: "word of every entry", make: () => EVERYWHERE },
  {
    name: "five words",
    make: (corpus) =>
      [
        pick(corpus, 5, 40),
        pick(corpus, 40, 400),
        pick(corpus, 40, 400),
        pick(corpus, 400, 4_000),
        pick(corpus, 400, 20_000),
      ].join(" "),
  },
  {
    name: "misspelt word",
    make(corpus) {
      const word = pick(corpus, 500, 8_000);
      return `${word.slice(0, 3)}${word.slice(4)}q`;
    },
  },
];
