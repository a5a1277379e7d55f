import { expect, it } from "vitest";
import type { CodeRow } from "../../src/domain/embeddings/code-set.ts";
import { createVectorCache } from "../../src/store/postgres/vector-cache.ts";
import type { Codes, VectorRows } from "../../src/store/postgres/vector-rows.ts";
import type { VectorSpace } from "../../src/store/shared/vector-space.ts";
import { alice, bob } from "./fixtures.ts";

const spaceOf = (owner: typeof alice): VectorSpace => ({ owner, model: "m", dimensions: 32 });
const space = spaceOf(alice);

interface Answer {
  readonly last: number;
  /** Answers with all rows up to `newest`. */
  give(newest: number): Promise<void>;
  fail(): Promise<void>;
}

/** Rows that are named by their `seq`; reads are answered when the test says so. */
function createReads() {
  const asked: Answer[] = [];
  const rowsUpTo = (last: number, newest: number): readonly CodeRow[] =>
    Array.from({ length: newest - last }, (_, index) => {
      const seq = last + index + 1;
      return { seq, number: seq, code: new Uint8Array(4) };
    });
  const rows: VectorRows = {
    codesAfter: (_, last) =>
      new Promise<Codes>((resolve, reject) => {
        const settled = () => new Promise<void>((done) => setImmediate(done));
        asked.push({
          last,
          give(newest) {
            const found = rowsUpTo(last, newest);
            resolve({ count: found.length, after: (from) => found.filter(({ seq }) => seq > from) });
            return settled();
          },
          fail() {
            reject(new Error("gone"));
            return settled();
          },
        });
      }),
    vectors: async () => [],
  };
  return { rows, asked };
}

it("reads all codes of an owner once, whoever asks meanwhile, and then only what is new", async () => {
  const { rows, asked } = createReads();
  const cache = createVectorCache(rows, 1e9);
  const searches = [cache.codes(space), cache.codes(space)];
  await asked[0]?.give(10);
  // The second search began later and may know of more.
  expect(asked.map(({ last }) => last)).toEqual([0, 10]);
  await asked[1]?.give(12);
  const [first, second] = await Promise.all(searches);
  expect(first).toBe(second);
  expect(first?.size).toBe(12);
});

it("adds what two searches read at the same time once, in whatever order the answers come", async () => {
  const { rows, asked } = createReads();
  const cache = createVectorCache(rows, 1e9);
  const start = cache.codes(space);
  await asked[0]?.give(3);
  await start;
  const searches = [cache.codes(space), cache.codes(space)];
  await Promise.resolve();
  await new Promise<void>((done) => setImmediate(done));
  expect(asked.map(({ last }) => last)).toEqual([0, 3, 3]);
  await asked[2]?.give(6);
  await asked[1]?.give(5);
  const [codes] = await Promise.all(searches);
  expect(Array.from({ length: codes?.size ?? 0 }, (_, place) => codes?.seqAt(place))).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
});

it("lets a search that is under way finish with what it has when another forgets everything", async () => {
  const { rows, asked } = createReads();
  const cache = createVectorCache(rows, 1e9);
  const start = cache.codes(space);
  await asked[0]?.give(3);
  await start;
  const late = cache.codes(space);
  await new Promise<void>((done) => setImmediate(done));
  cache.forget(space);
  const anew = cache.codes(space);
  await asked[1]?.give(4);
  expect((await late).size).toBe(4);
  await asked[2]?.give(4);
  expect((await anew).size).toBe(4);
  expect(asked.map(({ last }) => last)).toEqual([0, 3, 0]);
});

it("tries again after a read that failed", async () => {
  const { rows, asked } = createReads();
  const cache = createVectorCache(rows, 1e9);
  const start = cache.codes(space);
  const failed = expect(start).rejects.toThrow("gone");
  await asked[0]?.fail();
  await failed;
  const again = cache.codes(space);
  await asked[1]?.give(2);
  expect((await again).size).toBe(2);
});

it("keeps what fits into its memory, and at least the owner who asked last", async () => {
  const { rows, asked } = createReads();
  const cache = createVectorCache(rows, 1);
  const search = async (owner: typeof alice) => {
    const codes = cache.codes(spaceOf(owner));
    await new Promise<void>((done) => setImmediate(done));
    await asked.at(-1)?.give(2);
    await codes;
    return asked.at(-1)?.last;
  };
  expect([await search(alice), await search(alice), await search(bob), await search(alice)]).toEqual([
    0, 2, 0, 0,
  ]);
});
