import type { Clock } from "../../domain/clock.ts";
import type { Author, Entry, NewEntry } from "../../domain/entries/entry.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { INSERT_STAMPED, insertValues, newlyStored } from "./entry-writer.ts";
import { violatedConstraint } from "./errors.ts";
import { sql } from "./sql.ts";
import type { Patience, Transactions } from "./transactions.ts";

/** Whatever has become of it meanwhile. */
const FIND_MADE = sql(/* sql */ `
  SELECT n FROM entries WHERE owner_id = :owner AND id = :id`);

/** Less than this is too little for another try, ms. */
const SHORTEST_MS = 300;

export interface InsertOptions {
  /** When the answer is due, by `performance.now()`, ms. */
  readonly deadline: number;
  /** An earlier attempt may have stored it. */
  readonly doubted: boolean;
}

export type UnkeyedInsert = (
  owner: OwnerId,
  entry: NewEntry,
  author: Author,
  options: InsertOptions,
) => Promise<Entry>;

/** Stores an entry without a key in one round trip; after a lost answer it finds out what has become of it. */
export function createUnkeyedInsert(transactions: Transactions, clock: Clock): UnkeyedInsert {
  /** An id is made for one entry and never again, so it tells whether the write whose answer was lost is there. */
  async function isMade(owner: OwnerId, id: string, deadline: number): Promise<number | undefined> {
    const found = await transactions.read(
      owner,
      (session) => session.get<{ readonly n: number }>(FIND_MADE, { owner, id }),
      leftUntil(deadline),
    );
    return found?.n;
  }

  async function insertUnkeyed(
    owner: OwnerId,
    entry: NewEntry,
    author: Author,
    { deadline, doubted }: InsertOptions,
  ): Promise<Entry> {
    const now = clock.now();
    const values = insertValues(owner, entry, author, now);
    try {
      const [row] = await transactions.one<{ readonly rev: number }>(
        owner,
        INSERT_STAMPED,
        values,
        leftUntil(deadline),
      );
      return newlyStored(entry, author, (row as { readonly rev: number }).rev, now);
    } catch (error) {
      const isInDoubt = isUnknown(error) || (doubted && violatedConstraint(error) === "entries_id");
      if (!isInDoubt || performance.now() + SHORTEST_MS > deadline) throw error;
      // Whatever goes wrong while looking: the write itself may be there.
      const made = await isMade(owner, entry.id, deadline).catch(() => {
        throw error;
      });
      if (made === undefined) return insertUnkeyed(owner, entry, author, { deadline, doubted: true });
      return newlyStored(entry, author, made, now);
    }
  }

  return insertUnkeyed;
}

function leftUntil(deadline: number): Patience {
  return { timeoutMs: Math.max(1, deadline - performance.now()) };
}

/** True when a commit was sent whose answer did not come. */
export function isUnknown(error: unknown): boolean {
  return error instanceof AwarenessError && error.details.reason === "unknown_outcome";
}
