import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inMemory } from "../contract/backends.ts";
import { CORPORA } from "../relevance/corpus/index.ts";
import type { Corpus } from "../relevance/corpus/types.ts";
import { type Memory, openMemory, reader } from "../relevance/memory.ts";

interface Quote {
  readonly corpus: Corpus;
  readonly key: string;
  readonly text: string;
}

/** So few notes that nothing is indexed of its own accord. */
const PARTS = [0, 4, 8, 12].map((start) => CORPORA.slice(start, start === 12 ? undefined : start + 4));
const HAS_WORD = /[\p{L}\p{N}]/u;
const QUOTES = /["“”„«»]/;
const UNSPACED_RUN = /[\p{Script=Han}\p{Script=Hira}\p{Script=Kana}ー\p{Script=Thai}\p{Script=Hang}]+/gu;

/** Pieces of each note: its words, or the characters of its runs without spaces. */
function notePieces(split: (text: string) => readonly (readonly string[])[]) {
  return CORPORA.flatMap((corpus) =>
    corpus.notes.flatMap((note) => {
      const texts = [note.description, "content" in note ? String(note.content) : ""];
      return texts
        .flatMap(split)
        .filter(({ length }) => length > 0)
        .map((pieces) => ({ corpus, key: note.key, pieces }));
    }),
  );
}

/** Some pieces that follow each other. */
function quoteOf(
  notes: ReturnType<typeof notePieces>,
  glue: string,
  lengths: { readonly min: number; readonly max: number },
): fc.Arbitrary<Quote> {
  return fc
    .tuple(fc.constantFrom(...notes), fc.nat(), fc.integer(lengths))
    .map(([{ corpus, key, pieces }, from, length]) => {
      const start = from % pieces.length;
      return { corpus, key, text: pieces.slice(start, start + length).join(glue) };
    })
    .filter(({ text }) => HAS_WORD.test(text) && !QUOTES.test(text));
}

const words = notePieces((text) => [text.split(/\s+/u)]);
const runs = notePieces((text) => (text.match(UNSPACED_RUN) ?? []).map((run) => [...run]));

describe("a quoted phrase", () => {
  const waiting = new Map<Corpus, Memory>();
  let indexed: Memory;
  beforeAll(async () => {
    for (const part of PARTS) {
      const memory = await openMemory(inMemory, part);
      for (const corpus of part) waiting.set(corpus, memory);
    }
    indexed = await openMemory(inMemory, CORPORA);
    await indexed.store.search.update({ all: true });
  });
  afterAll(async () => {
    for (const memory of new Set([indexed, ...waiting.values()])) await memory.close();
  });

  async function expectFound({ corpus, key, text }: Quote, limit: number): Promise<void> {
    for (const memory of [waiting.get(corpus), indexed]) {
      const found = await memory?.store.search.rank(reader, { query: `"${text}"`, filter: {}, limit });
      expect(found?.map(({ id }) => id)).toContain(memory?.idOf(corpus, key));
    }
  }

  it.each([
    ["some words of a note", words, " ", { min: 2, max: 12 }, 50],
    ["any one word of a note", words, " ", { min: 1, max: 1 }, 500],
    ["a piece of a run without spaces", runs, "", { min: 2, max: 15 }, 50],
    ["any one character of such a run", runs, "", { min: 1, max: 1 }, 500],
  ] as const)("finds the note by %s, waiting and indexed", async (_, notes, glue, lengths, limit) => {
    await fc.assert(
      fc.asyncProperty(quoteOf(notes, glue, lengths), (quote) => expectFound(quote, limit)),
      { numRuns: 150 },
    );
  });
});
