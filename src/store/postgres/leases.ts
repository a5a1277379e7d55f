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

/** Connections of a pool, each for one transaction. */
export interface Leases {
  /**
   * Runs `attempt` on a connection, and again as long as `again` says that the failure left nothing and there is time
   * until `deadline` (by `performance.now()`, ms). Errors of the driver are mapped.
   */
  persist<T>(deadline: number, again: (error: unknown) => boolean, attempt: Attempt<T>): Promise<T>;
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
  /** Since when each waits for a connection, by `performance.now()`; who has waited longest comes first. */
  const waiting = new Set<{ readonly since: number }>();
  let closed = false;

  async function getClient(deadline: number): Promise<PoolClient> {
    const since = performance.now();
    const [first] = waiting;
    // Who waits for a connection that is being made is not in the queue: others may find one that is free.
    const isCrowded = pool.waitingCount > 0 && first !== undefined && since - first.since > CROWDED_MS;
    if (isCrowded) throw tooManyWait();
    const mine = { since };
    waiting.add(mine);
    return connectBy(pool, deadline).finally(() => waiting.delete(mine));
  }

  /** The connection goes back to the pool only when it is sure to be clean. */
  async function use<T>(deadline: number, attempt: Attempt<T>): Promise<T> {
    if (closed) throw unavailable("closed", "The store is closed; the server is stopping.");
    const client = await getClient(deadline);
    const session = openSession(client, deadline);
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
    async persist(deadline, again, attempt) {
      for (;;) {
        try {
          return await use(deadline, attempt);
        } catch (error) {
          const late = performance.now() + RETRY_PAUSE_MS > deadline;
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
async function connectBy(pool: Pool, deadline: number): Promise<PoolClient> {
  const connecting = pool.connect();
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
