import type { Author, Entry, NewEntry } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { insertEntry } from "./entry-writer.ts";
import { isUnknown, type UnkeyedInsert } from "./insert-unkeyed.ts";
import { TIMEOUT_MS, type Transactions } from "./transactions.ts";

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
 * entries is stored for itself, so that a failing one takes nobody with it.
 */
export function createInsertQueue(transactions: Transactions, insertOne: UnkeyedInsert) {
  /** What waits behind an insert that is under way. */
  const waiting = new Map<OwnerId, Request[]>();

  async function insertAlone(owner: OwnerId, request: Request, doubted: boolean): Promise<void> {
    const { entry, author, deadline, resolve, reject } = request;
    await insertOne(owner, entry, author, { deadline, doubted }).then(resolve, reject);
  }

  async function insertTogether(owner: OwnerId, batch: readonly Request[]): Promise<void> {
    const timeoutMs = Math.max(1, Math.min(...batch.map(({ deadline }) => deadline)) - performance.now());
    try {
      const made = await transactions.change(
        owner,
        async (transaction) => {
          const entries: Entry[] = [];
          for (const { entry, author } of batch) {
            entries.push(await insertEntry(transaction, owner, entry, author));
          }
          return entries;
        },
        { timeoutMs },
      );
      for (const [at, { resolve }] of batch.entries()) resolve(made[at] as Entry);
    } catch (error) {
      const doubted = isUnknown(error);
      await Promise.all(batch.map((request) => insertAlone(owner, request, doubted)));
    }
  }

  async function work(owner: OwnerId, queue: Request[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MAX_BATCH);
      const [first] = batch;
      if (batch.length > 1) await insertTogether(owner, batch);
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
