import type { OwnerId } from "../../domain/owner.ts";
import type { MergeSource, PostingsRow, Segment } from "../shared/claimed-index.ts";
import {
  createPartCursor,
  type NumberSet,
  nextMerged,
  type PartCursor,
  toNumberSet,
} from "../shared/merge-rows.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

const NUMBERS_OF = sql(/* sql */ `
  SELECT rev, n FROM entries
   WHERE owner_id = :owner AND rev > :after AND rev <= :high_rev ORDER BY rev LIMIT :limit::bigint`);

const PAGE = sql(/* sql */ `
  SELECT term, found, postings
    FROM search_postings
   WHERE owner_id = :owner AND segment = :segment AND term > :after
   ORDER BY term LIMIT 200`);

const NUMBERS_AT_ONCE = 50_000;
const PATIENCE = { timeoutMs: 60_000 };

/**
 * The rows of several parts as one sorted stream, entries that have changed since left out. Only who has claimed the
 * index changes them, so they are read page by page, the pages of all parts in one round trip.
 */
export async function createMergeSource(
  transactions: Transactions,
  owner: OwnerId,
  parts: readonly Segment[],
): Promise<MergeSource> {
  const cursors: PartCursor[] = [];
  for (const part of parts) cursors.push(createPartCursor(await readValid(transactions, owner, part)));

  async function readOn(): Promise<void> {
    const dry = parts.flatMap(({ segment }, index) => {
      const cursor = cursors[index];
      const after = cursor?.pageAfter();
      return cursor === undefined || after === undefined ? [] : [{ cursor, segment, after }];
    });
    if (dry.length === 0) return;
    const pages = await transactions.read(
      owner,
      (session) =>
        Promise.all(
          dry.map(({ segment, after }) => session.all<PostingsRow>(PAGE, { owner, segment, after })),
        ),
      PATIENCE,
    );
    for (const [index, { cursor }] of dry.entries()) cursor.add(pages[index] ?? []);
  }

  let ready: PostingsRow | undefined;
  return {
    entries: cursors.reduce((sum, { valid }) => sum + valid.size, 0),
    async fill() {
      do {
        await readOn();
        ready = nextMerged(cursors);
        // A term whose entries have all changed is gone.
      } while (ready?.found === 0);
    },
    next: () => ready,
  };
}

async function readValid(
  transactions: Transactions,
  owner: OwnerId,
  { low_rev, high_rev }: Segment,
): Promise<NumberSet> {
  const numbers: number[] = [];
  let after = low_rev - 1;
  for (;;) {
    const values = { owner, after, high_rev, limit: NUMBERS_AT_ONCE };
    const page = await transactions.read(
      owner,
      (session) => session.rows<readonly [rev: number, n: number]>(NUMBERS_OF, values),
      PATIENCE,
    );
    for (const [, n] of page) numbers.push(n);
    after = page.at(-1)?.[0] ?? after;
    if (page.length < NUMBERS_AT_ONCE) return toNumberSet(numbers);
  }
}
