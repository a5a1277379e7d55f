import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/domain/embeddings/embedding-store.ts";
import type { OpenEmbeddings } from "./embedding-backends.ts";
import { inBatches, LEASE_MS, made, target, useEmbeddings } from "./embedding-fixtures.ts";
import { alice, anEntry, author, bob, insertAll } from "./fixtures.ts";

const { model } = target;
const DIMENSIONS = 96;

/** The same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

const random = createRandom(7);
const gauss = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
const gaussian = () => Float32Array.from({ length: DIMENSIONS }, gauss);

/** As models make them: all in one cone, and texts on one subject close together. */
const cone = gaussian();
const subjects = Array.from({ length: 40 }, gaussian);
const about = (subject: number, noise = 0.7) =>
  cone.map((value, index) => 0.8 * value + (subjects[subject]?.[index] ?? 0) + noise * gauss());

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (left: Float32Array, right: Float32Array) =>
    left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

/** Search by meaning. */
export function describeVectorIndex(name: string, open: OpenEmbeddings): void {
  describe(`the vector index on ${name}`, () => {
    const at = useEmbeddings(open);

    /** One entry for each list of vectors; answers their numbers. */
    async function store(
      vectors: readonly (readonly Float32Array[])[],
      owner = alice,
    ): Promise<readonly number[]> {
      const entries = vectors.map((_, index) => anEntry({ id: `${owner} ${index}` }));
      await inBatches(entries, (entry) => at.store.entries.insert(owner, entry, author));
      // Those of a batch were written in any order.
      const places = new Map(entries.map(({ id }, index) => [id, index]));
      const numbers: number[] = [];
      const placeOf = ({ entry: { id }, number }: Claim) => {
        const place = places.get(id) ?? 0;
        numbers[place] = number;
        return place;
      };
      await embed(vectors, owner, placeOf);
      return numbers;
    }
    async function embed(
      vectors: readonly (readonly Float32Array[])[],
      owner = alice,
      placeOf = (_: Claim, index: number) => index,
    ): Promise<void> {
      await at.embeddings.enqueue(owner, target, 5_000);
      const { claims } = await at.embeddings.claim(owner, model, { limit: 5_000, leaseMs: LEASE_MS });
      expect(claims).toHaveLength(vectors.length);
      await inBatches(claims, (claim, index) =>
        at.embeddings.put(owner, model, claim, { ...made(), vectors: vectors[placeOf(claim, index)] ?? [] }),
      );
    }
    const near = (vector: Float32Array, count = 10, owner = alice, of = model) =>
      at.index.nearest(owner, of, vector, { count });
    const numbersOf = (found: readonly { readonly number: number }[]) => found.map(({ number }) => number);

    it("finds what a comparison with every vector finds", async () => {
      const vectors = Array.from({ length: 1_000 }, (_, index) => about(index % subjects.length));
      const numbers = await store(vectors.map((vector) => [vector]));
      let hits = 0;
      for (let turn = 0; turn < 40; turn += 1) {
        const query = about(turn, 0.9);
        const exact = vectors
          .map((vector, index) => ({ number: numbers[index], cosine: cosine(query, vector) }))
          .sort((one, other) => other.cosine - one.cosine)
          .slice(0, 10);
        const found = await near(query);
        expect(found).toHaveLength(10);
        const wanted = new Map(exact.map(({ number, cosine: value }) => [number, value]));
        for (const { number, cosine: value } of found) {
          if (!wanted.has(number)) continue;
          hits += 1;
          expect(value).toBeCloseTo(wanted.get(number) ?? 2, 2);
        }
        expect(found.map(({ cosine: value }) => value)).toEqual(
          found.map(({ cosine: value }) => value).sort((one, other) => other - one),
        );
      }
      expect(hits / 400).toBeGreaterThanOrEqual(0.95);
    });

    it("gives the same text a similarity of 1, related ones more than 0, and strangers about 0", async () => {
      const vectors = Array.from({ length: 400 }, (_, index) => about(index % subjects.length));
      const numbers = await store(vectors.map((vector) => [vector]));
      const found = await near(vectors[3] ?? cone, 400);
      expect(found).toHaveLength(400);
      expect(found[0]).toMatchObject({ number: numbers[3] });
      expect(found[0]?.similarity).toBeGreaterThan(0.99);
      const isRelated = (number: number) => numbers.indexOf(number) % subjects.length === 3;
      const related = found.slice(1, 10);
      expect(related.every(({ number }) => isRelated(number))).toBe(true);
      expect(Math.min(...related.map(({ similarity }) => similarity))).toBeGreaterThan(0.25);
      const strangers = found.filter(({ number }) => !isRelated(number));
      expect(strangers[0]?.cosine).toBeGreaterThan(0.3);
      const mean = strangers.reduce((sum, { similarity }) => sum + similarity, 0) / strangers.length;
      expect(mean).toBeLessThan(0.05);
      for (const { similarity } of found) {
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
      }
    });

    it("answers the same whether it has been asked before or not", async () => {
      const vectors = Array.from({ length: 60 }, (_, index) => [about(index % 3)]);
      await store(vectors.slice(0, 4));
      const old = (await at.another()).index;
      const ask = (index: typeof old) => index.nearest(alice, model, vectors[0]?.[0] ?? cone, { count: 60 });
      expect(await ask(old)).toHaveLength(4);
      const more = vectors.slice(4);
      await insertAll(
        at.store,
        more.map(() => anEntry()),
      );
      await embed(more);
      const answer = await ask(old);
      expect(answer).toHaveLength(60);
      expect(answer).toEqual(await ask(at.index));
    });

    it("makes sense of the only vector of an owner", async () => {
      const [number] = await store([[Float32Array.of(3, 4, 0)]]);
      const [same] = await near(Float32Array.of(3, 4, 0));
      expect(same?.cosine).toBeCloseTo(1, 4);
      expect(same?.similarity).toBeCloseTo(1, 4);
      const [far] = await near(Float32Array.of(0, 0, 1));
      expect(far).toEqual({ number, cosine: 0, similarity: 0 });
      const [between] = await near(Float32Array.of(1, 0, 0));
      expect(between?.similarity).toBeCloseTo(0.43, 1);
    });

    it("answers an entry once, by the nearest of its chunks", async () => {
      const long = Array.from({ length: 300 }, () => about(1, 0.1));
      const [first, second, third] = await store([long, [about(1)], [about(2)]]);
      const found = await near(about(1, 0), 3);
      expect(numbersOf(found)).toEqual([first, second, third]);
      const nearest = Math.max(...long.map((vector) => cosine(vector, about(1, 0))));
      expect(found[0]?.cosine).toBeCloseTo(nearest, 1);
    });

    it("knows each owner's own vectors only, and each model's", async () => {
      const mine = await store([[about(1)], [about(1)]]);
      const theirs = await store([[about(1)]], bob);
      expect(numbersOf(await near(about(1))).toSorted()).toEqual(mine);
      expect(numbersOf(await near(about(1), 10, bob))).toEqual(theirs);
      expect(await near(about(1), 10, alice, "other")).toEqual([]);
      const all = new Set([...mine, ...theirs]);
      const found = await at.index.nearest(bob, model, about(1), { count: 10, allowed: all });
      expect(numbersOf(found)).toEqual(theirs);
    });

    it("looks only at what is allowed, however far that is", async () => {
      const numbers = await store(Array.from({ length: 600 }, (_, index) => [about(index < 590 ? 1 : 2)]));
      const allowed = new Set(numbers.slice(590));
      const found = await at.index.nearest(alice, model, about(1), { count: 5, allowed });
      expect(found).toHaveLength(5);
      for (const { number } of found) expect(allowed.has(number)).toBe(true);
      expect(await at.index.nearest(alice, model, about(1), { count: 5, allowed: new Set() })).toEqual([]);
    });

    it("answers among some entries as if there were no others, similarities included", async () => {
      const [mine, theirs] = [3, 5].map((subject) => Array.from({ length: 30 }, () => about(subject)));
      const both = await store([...(mine ?? []), ...(theirs ?? [])].map((vector) => [vector]));
      await store(
        (mine ?? []).map((vector) => [vector]),
        bob,
      );
      const query = about(3);
      const among = new Set(both.slice(0, 30));
      const found = await at.index.nearest(alice, model, query, { count: 40, among });
      const alone = await near(query, 40, bob);
      const shown = (hits: typeof found) =>
        hits.map(({ cosine: near, similarity }) => [near, similarity.toFixed(9)]);
      expect(numbersOf(found).every((number) => among.has(number))).toBe(true);
      expect(shown(found)).toEqual(shown(alone));
      const allowed = new Set(both.slice(0, 2));
      const narrower = await at.index.nearest(alice, model, query, { count: 40, among, allowed });
      expect(shown(narrower)).toEqual(shown(found.filter(({ number }) => allowed.has(number))));
    });

    it("sees what another process has stored, replaced or removed since the last search", async () => {
      const other = await at.another();
      const [first] = await store([[about(1)], [about(2)]]);
      expect(numbersOf(await other.index.nearest(alice, model, about(1), { count: 1 }))).toEqual([first]);
      await at.store.entries.change(alice, "alice 0", () => ({ kind: "updated", tags: [] }), author);
      await embed([[about(3)]]);
      const [found] = await other.index.nearest(alice, model, about(3), { count: 2 });
      expect(found).toMatchObject({ number: first });
      expect(found?.similarity).toBeGreaterThan(0.3);
      const again = await other.index.nearest(alice, model, about(1), { count: 5 });
      expect(again).toHaveLength(2);
      expect(again.every(({ similarity }) => similarity < 0.3)).toBe(true);
      await at.store.trash.trash(alice, { by: "id", id: "alice 0" }, author);
      await at.embeddings.enqueue(alice, target, 10);
      const left = await other.index.nearest(alice, model, about(3), { count: 5 });
      expect(numbersOf(left)).not.toContain(first);
      expect(left).toHaveLength(1);
      await insertAll(at.store, [anEntry({ id: "alice new" })]);
      await embed([[about(4)]]);
      expect(await other.index.nearest(alice, model, about(4), { count: 5 })).toHaveLength(2);
    });

    it("still finds the rest when almost everything has been removed since the last search", async () => {
      const numbers = await store(Array.from({ length: 1_000 }, (_, index) => [about(index < 990 ? 1 : 2)]));
      expect(await near(about(1))).toHaveLength(10);
      const gone = Array.from({ length: 990 }, (_, index) => `alice ${index}`);
      await inBatches(gone, (id) => at.store.trash.trash(alice, { by: "id", id }, author));
      await at.embeddings.enqueue(alice, target, 5_000);
      expect(new Set(numbersOf(await near(about(1))))).toEqual(new Set(numbers.slice(990)));
    });

    it("answers nothing for a vector without a direction, for no vectors and for a count of 0", async () => {
      expect(await near(about(1))).toEqual([]);
      await store([[about(1)]]);
      expect(await near(new Float32Array(DIMENSIONS))).toEqual([]);
      expect(await near(new Float32Array(0))).toEqual([]);
      expect(await near(about(1), 0)).toEqual([]);
      expect(await near(about(1).slice(1))).toEqual([]);
    });
  });
}
