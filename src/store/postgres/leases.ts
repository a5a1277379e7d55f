import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { ConnectionLost, isConnectionError, tooManyWait, toStoreError, unavailable } from "./errors.ts";
import { type ClientSession, openSession } from "./session.ts";

/** An answer, and what is to be waited for before the connection can be used again: the failure that it ends with. */
export interface Ended<T> {
  readonly value: T;
  readonly after: Promise<unknown>;
}

type Attempt<T> = (session: ClientSession) => Promise<Ended<T>>;

/** How long, and how, to wait for a connection. */
export interface Wait {
  /** When there is no more time, by `performance.now()`, ms. */
  readonly deadline: number;
  /** Waits behind others however long they have waited already. */
  readonly joins: boolean;
}

/** Connections of a pool, each for one transaction. */
export interface Leases {
  /**
   * Runs `attempt` on a connection, and again as long as `again` says that the failure left nothing and there is time
   * for it. Errors of the driver are mapped.
   * @throws AwarenessError `unavailable` (`busy`) at once where others wait for too long, unless `wait` joins them.
   */
  persist<T>(wait: Wait, again: (error: unknown) => boolean, attempt: Attempt<T>): Promise<T>;
  /** Waits for what is under way, some seconds at most, then gives all connections back. */
  close(): Promise<void>;
}

/** What has not ended by then is cut off, as if the server had gone; the database rolls it back. */
const CLOSE_MS = 5_000;
const RETRY_PAUSE_MS = 100;
/**
 * Who comes while somebody has waited for a connection for so long would wait in vain: a request that needs several, one
 * after the other, hears so at the first that it does not get, and not after the sum of all waits.
 */
const CROWDED_MS = 600;

export function createLeases(pool: Pool): Leases {
  const inUse = new Set<ClientSession>();
  /** Since when each waits in the queue of the pool or has left it for a new connection, by `performance.now()`; oldest first. */
  const waiting = new Set<{ readonly since: number }>();
  let closed = false;

  /** How long the one at the head of the queue has waited, ms; 0 without a queue. */
  function ageOfQueue(now: number): number {
    // Who is given a connection that is being made leaves the queue and waits on; those at its end are in it.
    const head = pool.waitingCount === 0 ? undefined : [...waiting].at(-pool.waitingCount);
    return head === undefined ? 0 : now - head.since;
  }

  async function getClient({ deadline, joins }: Wait): Promise<PoolClient> {
    const mine = { since: performance.now() };
    if (!joins && ageOfQueue(mine.since) > CROWDED_MS) throw tooManyWait();
    const before = pool.waitingCount;
    const connecting = pool.connect();
    // Who comes while there may be one more connection gets it without a place in the queue.
    if (pool.waitingCount > before) {
      waiting.add(mine);
      const leave = () => waiting.delete(mine);
      connecting.then(leave, leave);
    }
    return takeBy(connecting, deadline);
  }

  /** The connection goes back to the pool only when it is sure to be clean. */
  async function use<T>(wait: Wait, attempt: Attempt<T>): Promise<T> {
    if (closed) throw unavailable("closed", "The store is closed; the server is stopping.");
    const client = await getClient(wait);
    const session = openSession(client, wait.deadline);
    inUse.add(session);
    const release = (failure: unknown) => {
      inUse.delete(session);
      session.done();
      client.release(session.isBroken() || (failure !== undefined && isConnectionError(failure)));
    };
    try {
      const { value, after } = await attempt(session);
      void after.then(release);
      return value;
    } catch (error) {
      release(error);
      throw error;
    }
  }

  return {
    async persist(wait, again, attempt) {
      for (;;) {
        try {
          return await use(wait, attempt);
        } catch (error) {
          const late = performance.now() + RETRY_PAUSE_MS > wait.deadline;
          if (closed || late || !again(error)) throw toStoreError(error);
        }
        await sleep(RETRY_PAUSE_MS);
      }
    },
    async close() {
      closed = true;
      const cut = setTimeout(() => {
        for (const session of inUse) session.abandon();
      }, CLOSE_MS);
      await pool.end();
      clearTimeout(cut);
    },
  };
}

/** A connection, or an error when there is none in time; one that comes later goes back. */
async function takeBy(connecting: Promise<PoolClient>, deadline: number): Promise<PoolClient> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, deadline - performance.now()));
  });
  const client = await Promise.race([connecting, late]).finally(() => clearTimeout(timer));
  if (client !== undefined) return client;
  connecting.then(
    (unused) => unused.release(),
    () => {},
  );
  throw new ConnectionLost("there was no connection in time");
}

/** What a promise is rejected with, as a value; `undefined` when it is not. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error ?? new Error("rejected without a reason"),
  );
}

/** The first failure in the order in which statements ran: those after it say only that the transaction has failed. */
export async function firstFailure(failures: readonly Promise<unknown>[]): Promise<unknown> {
  return (await Promise.all(failures)).find((failure) => failure !== undefined);
}
