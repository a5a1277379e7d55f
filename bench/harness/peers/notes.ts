import { createCorpus } from "../corpus.ts";
import { createWriter } from "../search-corpus.ts";
import type { PeerNote } from "./contestant.ts";

const TITLE_CHARS = 256;

const SYLLABLES = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu"];

/**
 * A word of letters, since engines take numbers apart. All have one length, more than others have: peers search for
 * parts of words, and none may be a part of another.
 */
const ownWord = (number: number): string =>
  `${Array.from(String(number).padStart(7, "0"), (digit) => SYLLABLES[Number(digit)]).join("")}n`;

/** The same notes for the same seed, one at a time, without end: words by Zipf's law and one that is a note's own. */
export function createNotes(seed: number): () => PeerNote {
  const corpus = createCorpus(seed);
  const write = createWriter(seed);
  let made = 0;
  return () => {
    const { description, content } = write(corpus.note());
    made += 1;
    const word = ownWord(made);
    return { word, title: `${word} ${description}`.slice(0, TITLE_CHARS), text: content };
  };
}

/** The next `count` of them. */
export function* take(next: () => PeerNote, count: number): Generator<PeerNote> {
  for (let taken = 0; taken < count; taken += 1) yield next();
}
