import type { Clock } from "../../domain/clock.ts";
import type { Author, Entry, NewEntry } from "../../domain/entries/entry.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { INSERT_STAMPED, insertEntry, insertValues, newlyStored } from "./entry-writer.ts";
import { unknownOutcome, violatedConstraint } from "./errors.ts";
import { sql } from "./sql.ts";
import type { Patience, Transactions } from "./transactions.ts";

/** Whatever has become of it meanwhile. */
const FIND_MADE = sql(/* sql */ `
  SELECT n, created_at FROM entries WHERE owner_id = :owner AND id = :id`);

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

interface Made {
  readonly n: number;
  readonly created_at: number;
}

/** Stores an entry without a key in one round trip; after a lost answer it finds out what has become of it. */
export function createUnkeyedInsert(transactions: Transactions, clock: Clock): UnkeyedInsert {
  /** An id is made for one entry and never again, so it tells whether the write whose answer was lost is there. */
  const findMade = (owner: OwnerId, id: string, deadline: number) =>
    transactions.read(owner, (session) => session.get<Made>(FIND_MADE, { owner, id }), leftUntil(deadline));

  async function insertUnkeyed(
    owner: OwnerId,
    entry: NewEntry,
    author: Author,
    options: InsertOptions,
  ): Promise<Entry> {
    const now = clock.now();
    const values = insertValues(owner, entry, author, now);
    const patience = leftUntil(options.deadline);
    try {
      const [row] = await transactions.one<{ readonly rev: number }>(owner, INSERT_STAMPED, values, patience);
      if (row !== undefined) return newlyStored(entry, author, row.rev, now);
      // The owner's first entry.
      return await transactions.change(
        owner,
        (transaction) => insertEntry(transaction, owner, entry, author),
        leftUntil(options.deadline),
      );
    } catch (error) {
      if (!options.doubted && !isUnknown(error)) throw error;
      return settleDoubt(owner, entry, author, { error, deadline: options.deadline });
    }
  }

  /** Whatever goes wrong from now on: an earlier attempt may be there, or come to be there yet. */
  async function settleDoubt(
    owner: OwnerId,
    entry: NewEntry,
    author: Author,
    { error, deadline }: { readonly error: unknown; readonly deadline: number },
  ): Promise<Entry> {
    const doubt = isUnknown(error) ? error : unknownOutcome(error);
    const canTell = isUnknown(error) || violatedConstraint(error) === "entries_id";
    if (!canTell || performance.now() + SHORTEST_MS > deadline) throw doubt;
    const made = await findMade(owner, entry.id, deadline).catch(() => {
      throw doubt;
    });
    if (made === undefined) return insertUnkeyed(owner, entry, author, { deadline, doubted: true });
    return newlyStored(entry, author, made.n, made.created_at);
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
