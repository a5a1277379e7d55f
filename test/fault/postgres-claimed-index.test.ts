import { afterEach, beforeEach, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { openClaimedIndex } from "../../src/store/postgres/claimed-index.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import { CLAIM } from "../../src/store/postgres/search-segments.ts";
import { createTransactions, type Transactions } from "../../src/store/postgres/transactions.ts";
import { type ClaimedIndex, ClaimLost } from "../../src/store/shared/claimed-index.ts";
import { createTestClock, silent, type TestClock } from "../contract/backends.ts";
import { type FreshDatabase, takeDatabase } from "../contract/postgres-backend.ts";
import { withClient } from "../helpers/postgres/client.ts";

const OWNER = parseOwner("ada");
const MINUTE_MS = 60_000;
const ROW = { term: "kettle", found: 1, postings: Uint8Array.of(1, 1, 100) };

let database: FreshDatabase;
let transactions: Transactions;
let clock: TestClock;

beforeEach(async () => {
  database = await takeDatabase();
  clock = createTestClock();
  transactions = createTransactions(createPool({ url: database.url, log: silent, max: 2 }), clock);
});
afterEach(async () => {
  await transactions.close();
  await database.giveBack();
});

const claim = async (number: number): Promise<boolean> => {
  const now = clock.now();
  const values = { owner: OWNER, claim: number, now, until: now + MINUTE_MS, analyser: 1 };
  return (await transactions.one(OWNER, CLAIM, values)).length > 0;
};

const indexOf = (number: number) =>
  openClaimedIndex(
    { transactions, clock, version: 1 },
    { owner: OWNER, claim: number, isStopped: () => false },
  );

/** A part with one row, not read yet. */
function writePart(index: ClaimedIndex, low_rev = 1): Promise<number> {
  const rows = [ROW][Symbol.iterator]();
  return index.write({ low_rev, high_rev: low_rev, entries: 1 }, { next: () => rows.next().value });
}

/** Everything that the index consists of, as the superuser sees it. */
const everything = () =>
  withClient(database.adminUrl, async (client) => {
    const { rows } = await client.query(`
      SELECT (SELECT json_agg(s) FROM search_segments s) AS segments, (SELECT json_agg(p) FROM search_postings p) AS rows,
             (SELECT json_agg(d) FROM search_documents d) AS documents, (SELECT json_agg(l) FROM search_languages l) AS languages,
             (SELECT json_agg(o) FROM search_owners o) AS owners`);
    return rows;
  });

it("an index is claimed by one process, until a minute after its last write", async () => {
  expect(await claim(1)).toBe(true);
  expect(await claim(2)).toBe(false);
  clock.advance(MINUTE_MS - 1);
  await writePart(indexOf(1));
  clock.advance(MINUTE_MS - 1);
  expect(await claim(2)).toBe(false);
  clock.advance(1);
  expect(await claim(2)).toBe(true);
});

const document = { forward: new Uint32Array(1), impacts: new Map([["kettle", 100]]) };
const entries = [{ n: 1, before: null, document, language: "en" }];

/** All that writes. */
const WRITES: Readonly<Record<string, (index: ClaimedIndex, segment: number) => Promise<unknown>>> = {
  "a new part": (index) => writePart(index, 3),
  "what was indexed": (index, segment) => index.commit({ from: 0, to: 1, entries, rows: [] }, segment),
  "that nothing is left to index": (index, segment) =>
    index.commit({ from: 0, to: 1, entries: [], rows: [] }, segment),
  "a part in place of others": (index, segment) => index.replace([], segment, 1),
  "that parts are not read": async (index) => index.retire(await index.live()),
  "the removal of parts": async (index) => index.remove(await index.unfinished()),
  "that a part was looked at": async (index) => {
    for (const part of await index.unfinished()) await index.setChecked(part);
  },
};

it.each(Object.entries(WRITES))("a process that slept too long does not write %s", async (_, write) => {
  await claim(1);
  const slow = indexOf(1);
  const segment = await writePart(slow);
  await slow.replace([], await writePart(slow, 2), 1);
  clock.advance(MINUTE_MS);
  await claim(2);
  const before = await everything();
  await expect(write(slow, segment)).rejects.toThrow(ClaimLost);
  expect(await everything()).toEqual(before);
  await write(indexOf(2), segment);
  expect(await everything()).not.toEqual(before);
});
