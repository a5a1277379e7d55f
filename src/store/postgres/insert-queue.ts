import type { Author, Entry, NewEntry } from "../../domain/entries/entry.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { insertEntry } from "./entry-writer.ts";
import { isBusy } from "./errors.ts";
import { isUnknown, type UnkeyedInsert } from "./insert-unkeyed.ts";
import { TIMEOUT_MS, type Transactions, type WriteTransaction } from "./transactions.ts";

interface Request {
  readonly entry: NewEntry;
  readonly author: Author;
  /** By `performance.now()`, ms. */
  readonly deadline: number;
  resolve(entry: Entry): void;
  reject(error: unknown): void;
}

const MAX_BATCH = 64;

/**
 * Group commit: new entries of one owner that are asked for while another is being stored share the next transaction, and
 * so one connection, one lock and one wait for the disk. Alone, an entry is stored at once. When a batch fails, each of its
 * entries is stored for itself, so that a failing one takes nobody with it. When there is no connection to be had, all
 * that wait are refused: they would only be refused one after the other, each later than the last.
 */
export function createInsertQueue(transactions: Transactions, insertOne: UnkeyedInsert) {
  /** What waits behind an insert that is under way. */
  const waiting = new Map<OwnerId, Request[]>();

  function refuse(owner: OwnerId, request: Request, error: unknown): void {
    request.reject(error);
    if (isBusy(error)) for (const behind of waiting.get(owner)?.splice(0) ?? []) behind.reject(error);
  }

  async function insertAlone(owner: OwnerId, request: Request, doubted: boolean): Promise<void> {
    const { entry, author, deadline, resolve } = request;
    await insertOne(owner, entry, author, { deadline, doubted }).then(resolve, (error: unknown) =>
      refuse(owner, request, error),
    );
  }

  async function insertTogether(owner: OwnerId, batch: readonly Request[]): Promise<readonly Entry[]> {
    const timeoutMs = Math.max(1, Math.min(...batch.map(({ deadline }) => deadline)) - performance.now());
    const insertAll = async (transaction: WriteTransaction) => {
      const entries: Entry[] = [];
      for (const { entry, author } of batch)
        entries.push(await insertEntry(transaction, owner, entry, author));
      return entries;
    };
    return transactions.change(owner, insertAll, { timeoutMs });
  }

  async function insertBatch(owner: OwnerId, batch: readonly Request[]): Promise<void> {
    const outcome = await insertTogether(owner, batch).catch((error: unknown) => ({ error }));
    if ("error" in outcome) await insertEach(owner, batch, outcome.error);
    else for (const [at, { resolve }] of batch.entries()) resolve(outcome[at] as Entry);
  }

  /** When the database is away or busy, all fail with the batch: they would only fail one after the other. */
  async function insertEach(owner: OwnerId, batch: readonly Request[], error: unknown): Promise<void> {
    const doubted = isUnknown(error);
    const isHopeless = !doubted && isUnavailable(error);
    for (const request of batch) {
      if (isHopeless) refuse(owner, request, error);
      else await insertAlone(owner, request, doubted);
    }
  }

  async function work(owner: OwnerId, queue: Request[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MAX_BATCH);
      const [first] = batch;
      if (batch.length > 1) await insertBatch(owner, batch);
      else if (first !== undefined) await insertAlone(owner, first, false);
    }
    waiting.delete(owner);
  }

  return (owner: OwnerId, entry: NewEntry, author: Author): Promise<Entry> =>
    new Promise((resolve, reject) => {
      const request = { entry, author, deadline: performance.now() + TIMEOUT_MS, resolve, reject };
      const queue = waiting.get(owner);
      if (queue !== undefined) {
        queue.push(request);
        return;
      }
      const fresh = [request];
      waiting.set(owner, fresh);
      void work(owner, fresh);
    });
}

/** The database is away or busy, whichever entry it is. */
function isUnavailable(error: unknown): boolean {
  return error instanceof AwarenessError && error.code === "unavailable";
}
