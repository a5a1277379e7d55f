import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { type ClaimedIndex, ClaimLost, type Segment } from "../shared/claimed-index.ts";
import type { ChangedDocument } from "../shared/search-flush.ts";
import { CLAIM_MS } from "../shared/search-limits.ts";
import { findChanges, writeDocuments } from "./search-flush.ts";
import { createMergeSource } from "./search-merge.ts";
import { createSearchParts } from "./search-parts.ts";
import * as segments from "./search-segments.ts";
import type { Parameters, Statement } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

export interface ClaimedIndexOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  /** Version of the analyser. */
  readonly version: number;
}

/** What is worked on, under which claim. */
export interface IndexTurn {
  readonly owner: OwnerId;
  readonly claim: number;
  isStopped(): boolean;
}

/** Entries whose words are stored at once: others' writes wait so long. */
const MOST_DOCUMENTS = 100;

export function openClaimedIndex(
  { transactions, clock, version }: ClaimedIndexOptions,
  { owner, claim, isStopped }: IndexTurn,
): ClaimedIndex {
  const held = () => ({ owner, claim, until: clock.now() + CLAIM_MS });
  const segmentsOf = (of: readonly Segment[]) => of.map(({ segment }) => segment);

  /** Each of these statements answers a row only when the claim held. */
  async function write<Row>(statement: () => Statement, values: Parameters): Promise<Row> {
    const [row] = await transactions.one<Row>(owner, statement, { ...held(), ...values });
    if (row === undefined) throw new ClaimLost();
    return row;
  }

  const list = (live: boolean) =>
    transactions.read(owner, (session) => session.all<Segment>(segments.LIST, { owner, live }));

  const putDocuments = (entries: readonly ChangedDocument[]) =>
    transactions.change(owner, async (transaction) => {
      const renewed = transaction.run(segments.RENEW, held());
      const written = writeDocuments(transaction, owner, entries);
      const [count] = await Promise.all([renewed, written]);
      if (count === 0) throw new ClaimLost();
    });

  const parts = createSearchParts(write, isStopped);

  return {
    live: () => list(true),
    unfinished: () => list(false),
    async changes() {
      for (;;) {
        const found = await findChanges(transactions, owner);
        if (found === undefined || found.rows.length > 0) return found;
        await write(segments.SKIP, { from: found.from, to: found.to });
      }
    },
    write: (part, source) => parts.write({ ...part, analyser: version, now: clock.now() }, source),
    async commit({ from, to, entries }, segment) {
      for (let start = 0; start < entries.length; start += MOST_DOCUMENTS)
        await putDocuments(entries.slice(start, start + MOST_DOCUMENTS));
      await write(segments.FINISH_FLUSH, { from, to, segment, entries: entries.length });
    },
    merged: (old) => createMergeSource(transactions, owner, old),
    async replace(old, segment, entries) {
      await write(segments.REPLACE, { parts: segmentsOf(old), segment, entries });
    },
    async retire(gone) {
      await write(segments.RETIRE, { parts: segmentsOf(gone) });
    },
    remove: (gone) => parts.remove(segmentsOf(gone)),
    async countValid({ low_rev, high_rev }) {
      const row = await transactions.read(
        owner,
        (session) =>
          session.get<{ readonly count: number }>(segments.COUNT_VALID, { owner, low_rev, high_rev }),
        { timeoutMs: 60_000 },
      );
      return row?.count ?? 0;
    },
    async setChecked({ segment }) {
      await write(segments.SET_CHECKED, { segment, now: clock.now() });
    },
  };
}
