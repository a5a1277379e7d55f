import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeVector } from "../../src/domain/embeddings/vector-code.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { VectorIndex } from "../../src/domain/search/vector-index.ts";
import { createCopyVectors } from "../../src/store/postgres/copy-vectors.ts";
import { createPostgresEmbeddings } from "../../src/store/postgres/embeddings.ts";
import { makeVectorTables } from "../../src/store/postgres/make-vector-tables.ts";
import { createPostgresVectorIndex } from "../../src/store/postgres/vector-index.ts";
import { createTestClock, silent } from "./backends.ts";
import { target } from "./embedding-fixtures.ts";
import { alice, bob } from "./fixtures.ts";
import { pgvectorBackends, type WithPgvector } from "./pgvector-backends.ts";

const { model } = target;
const DIMENSIONS = 16;
const LARGE = 150;
const FIVE_MINUTES = 300_000;

/** The same numbers in every run. */
function vectorOf(seed: number): Float32Array {
  let state = seed * 7_919 + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let turn = 0; turn < 4; turn += 1) next();
  return Float32Array.from({ length: DIMENSIONS }, next);
}

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (left: Float32Array, right: Float32Array) =>
    left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

describe.each(await pgvectorBackends())("search by meaning with pgvector on $name", ({ open }) => {
  const clock = createTestClock();
  const statements: string[] = [];
  let db: WithPgvector;

  const transactions = () => db.transactions(clock, (text) => void statements.push(text));
  const openIndex = (large: number): VectorIndex =>
    createPostgresVectorIndex({ transactions: transactions(), clock, large });
  const near = (index: VectorIndex, owner = alice, seed = 5) =>
    index.nearest(owner, model, vectorOf(seed), { count: 10 });
  /** By which ways a search found what it found. */
  async function waysOf(search: () => Promise<unknown>): Promise<readonly string[]> {
    statements.length = 0;
    await search();
    const uses = (word: string) => statements.some((text) => text.includes(word));
    return [...(uses("OPERATOR") ? ["index"] : []), ...(uses("string_agg") ? ["codes"] : [])];
  }
  /** As many entries as `seeds`, each with its vector. */
  async function fill(owner: OwnerId, seeds: readonly number[], first = 1): Promise<void> {
    await db.query("INSERT INTO owners VALUES ($1, 1, 0, 0) ON CONFLICT DO NOTHING", [owner]);
    await db.query(`INSERT INTO embedding_state VALUES ($1, $2, 0, $3) ON CONFLICT DO NOTHING`, [
      owner,
      model,
      DIMENSIONS,
    ]);
    await db.query(
      `INSERT INTO entries (owner_id, n, id, rev, type, source, created_at, changed_at, version, change, written_by,
                            tool, content_hash, tags, data)
       SELECT $1, n, 'id ' || n, n, 'note', 's', 1, 1, 1, 'created', 'me', 't', '', '[]', '{}'
         FROM generate_series($2::bigint, $3::bigint) n`,
      [owner, first, first + seeds.length - 1],
    );
    const stored = seeds.map((seed) => encodeVector(vectorOf(seed)));
    const hex = (bytes: readonly Uint8Array[]) => bytes.map((value) => Buffer.from(value).toString("hex"));
    await db.query(
      `INSERT INTO embeddings (owner_id, model, n, chunk, dimensions, text_hash, code, vector)
       SELECT $1, $2, $3::bigint + place - 1, 0, $4, '', decode(code, 'hex'), decode(vector, 'hex')
         FROM unnest($5::text[], $6::text[]) WITH ORDINALITY made (code, vector, place) ORDER BY place`,
      [
        owner,
        model,
        first,
        DIMENSIONS,
        hex(stored.map(({ code }) => code)),
        hex(stored.map(({ vector }) => vector)),
      ],
    );
  }
  const seeds = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
  async function copyAll(owner = alice): Promise<void> {
    const copy = createCopyVectors({ transactions: transactions(), clock, large: LARGE });
    while (await copy(owner, model));
  }
  const tables = async () => {
    const { rows } = await db.query<{ name: string; walled: boolean }>(
      `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS walled FROM pg_class
        WHERE relkind = 'r' AND relname LIKE 'embedding\\_vectors\\_%'`,
    );
    return rows;
  };
  const copies = async () => {
    const [table] = await tables();
    const { rows } = await db.query<{ owner_id: string; count: number }>(
      `SELECT owner_id, count(*)::int AS count FROM ${table?.name} GROUP BY owner_id ORDER BY owner_id`,
    );
    return rows;
  };

  beforeAll(async () => {
    db = await open();
    await db.query("CREATE EXTENSION vector");
  });
  afterAll(() => db.close());

  beforeEach(async () => {
    await db.query("TRUNCATE owners, entries, embedding_state CASCADE");
    for (const { name } of await tables()) await db.query(`DROP TABLE ${name}`);
  });

  it("is prepared by a migration for the kinds of vectors that there are, once, behind the wall between owners", async () => {
    await makeVectorTables(db, silent);
    expect(await tables()).toEqual([]);
    await fill(alice, seeds(1));
    await makeVectorTables(db, silent);
    await makeVectorTables(db, silent);
    expect(await tables()).toMatchObject([{ walled: true }]);
  });

  it("finds with the index what a comparison with every vector finds, of an owner with many", async () => {
    await fill(bob, seeds(LARGE, 100));
    await fill(alice, seeds(400));
    await makeVectorTables(db, silent);
    for (const owner of [bob, alice]) await copyAll(owner);
    const index = openIndex(LARGE);
    expect(await waysOf(() => near(index))).toEqual(["index"]);
    // So few vectors would be sorted; a setting for the one session that there is on PGlite.
    await db.query("SET enable_sort = off");
    const found = await near(index);
    await db.query("RESET enable_sort");
    const wanted = seeds(400)
      .map((seed) => ({ number: seed + 1, cosine: cosine(vectorOf(5), vectorOf(seed)) }))
      .toSorted((one, other) => other.cosine - one.cosine)
      .slice(0, 10);
    const hits = found.filter(({ number }) => wanted.some((one) => one.number === number));
    expect(hits.length).toBeGreaterThanOrEqual(9);
    expect(found[0]).toMatchObject({ number: 6 });
    expect(found[0]?.cosine).toBeCloseTo(1, 4);
    const exact = new Map((await near(openIndex(1e9))).map((entry) => [entry.number, entry]));
    for (const entry of found) {
      const other = exact.get(entry.number) ?? entry;
      expect(entry.cosine).toBe(other.cosine);
      // They are measured from other strangers.
      expect(entry.similarity).toBeCloseTo(other.similarity, 1);
    }
    const his = new Set(seeds(LARGE).map((place) => place + 1));
    expect((await near(index, bob)).every(({ number }) => his.has(number))).toBe(true);
  });

  it("is not used for owners with few vectors, and not when only certain entries are allowed", async () => {
    await fill(alice, seeds(LARGE));
    await fill(bob, seeds(LARGE - 1));
    await makeVectorTables(db, silent);
    for (const owner of [bob, alice]) await copyAll(owner);
    expect(await copies()).toEqual([{ owner_id: alice, count: LARGE }]);
    const index = openIndex(LARGE);
    expect(await waysOf(() => near(index, bob))).toEqual(["index", "codes"]);
    expect(await waysOf(() => near(index, bob))).toEqual(["codes"]);
    const allowed = new Set([3]);
    const only = () => index.nearest(alice, model, vectorOf(5), { count: 10, allowed });
    expect(await waysOf(only)).toEqual(["codes"]);
    expect(await only()).toMatchObject([{ number: 3 }]);
  });

  it("finds what is not in the index yet, and what is searched does without it while much is missing", async () => {
    await fill(alice, seeds(LARGE));
    await makeVectorTables(db, silent);
    await copyAll();
    const index = openIndex(LARGE);
    await fill(alice, [1_000], LARGE + 1);
    expect(await waysOf(() => near(index, alice, 1_000))).toEqual(["index"]);
    expect((await near(index, alice, 1_000))[0]).toMatchObject({ number: LARGE + 1 });
    await fill(alice, seeds(501, 2_000), LARGE + 2);
    expect(await waysOf(() => near(index, alice, 2_500))).toEqual(["index", "codes"]);
    expect((await near(index, alice, 2_500))[0]).toMatchObject({ number: LARGE + 502 });
    await copyAll();
    expect(await waysOf(() => near(index, alice, 2_500))).toEqual(["index"]);
    expect((await near(index, alice, 2_500))[0]).toMatchObject({ number: LARGE + 502 });
  });

  it("loses vectors with their entries", async () => {
    await fill(alice, seeds(LARGE + 50));
    await makeVectorTables(db, silent);
    await copyAll();
    const index = openIndex(LARGE);
    expect((await near(index))[0]).toMatchObject({ number: 6 });
    await db.query("DELETE FROM entries WHERE owner_id = $1 AND n IN (6, $2)", [alice, LARGE + 50]);
    expect((await near(index)).map(({ number }) => number)).not.toContain(6);
    await fill(alice, [7_000], LARGE + 51);
    await copyAll();
    expect(await copies()).toEqual([{ owner_id: alice, count: LARGE + 49 }]);
  });

  it("is filled by the upkeep, and only when nothing else is left to do", async () => {
    await fill(alice, seeds(LARGE));
    await makeVectorTables(db, silent);
    const { removeOthers } = createPostgresEmbeddings({ transactions: transactions(), clock });
    expect(await removeOthers(alice, target, { limit: 10, unusedSince: 0 })).toBe(false);
    expect(await copies()).toEqual([]);
    expect(statements.some((text) => text.includes("INSERT INTO embedding_vectors"))).toBe(true);
  });

  it("goes on without the index when somebody removes it, or the extension", async () => {
    await fill(alice, seeds(LARGE));
    await makeVectorTables(db, silent);
    await copyAll();
    const index = openIndex(LARGE);
    const found = await near(index);
    await db.query(`DROP TABLE ${(await tables())[0]?.name}`);
    expect((await near(index)).map(({ number }) => number)).toEqual(found.map(({ number }) => number));
    expect(await waysOf(() => near(index))).toEqual(["codes"]);
    // A new one is noticed.
    await makeVectorTables(db, silent);
    await copyAll();
    clock.advance(FIVE_MINUTES);
    expect(await waysOf(() => near(index))).toEqual(["index"]);
    await db.query("DROP EXTENSION vector CASCADE");
    expect(await near(index)).toHaveLength(10);
    await db.query("CREATE EXTENSION vector");
    await makeVectorTables(db, silent);
    await copyAll();
    clock.advance(FIVE_MINUTES);
    expect(await waysOf(() => near(index))).toEqual(["index"]);
  });
});
