import { busyPause } from "./busy.ts";
import { lockedError, toStoreError, unavailable } from "./errors.ts";
import type { Write, WriteBatch, WriteOutcome, WriteTransaction } from "./write-batch.ts";

export interface WriteQueue {
  /** Runs `work` inside a transaction shared with its neighbours; settles after the commit. */
  run<T>(work: (transaction: WriteTransaction) => T): Promise<T>;
  /** Refuses new writes and resolves when those waiting are done. */
  close(): Promise<void>;
}

interface Request {
  readonly write: Write;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** By `performance.now()`, ms. */
  readonly deadline: number;
}

const MAX_BATCH = 256;

/**
 * Group commit: writes asked for in one turn of the event loop share one `BEGIN IMMEDIATE … COMMIT` and so one wait for
 * the disk. Each has a savepoint, so that a failing one takes nobody with it. The transaction is synchronous from
 * BEGIN to COMMIT: no read can see it half done. A lock held by another process is waited for without blocking the
 * loop, at most `busyTimeoutMs` for each write.
 */
export function createWriteQueue(batch: WriteBatch, busyTimeoutMs: number): WriteQueue {
  let waiting: Request[] = [];
  let scheduled = false;
  let closed = false;
  let refusals = 0;
  const whenIdle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    if (refusals === 0) setImmediate(turn);
    else setTimeout(turn, busyPause(refusals));
  }

  function turn(): void {
    scheduled = false;
    if (tryBegin()) runBatch();
    if (waiting.length > 0) schedule();
    else for (const done of whenIdle.splice(0)) done();
  }

  function tryBegin(): boolean {
    try {
      const begun = batch.tryBegin();
      refusals = begun ? 0 : refusals + 1;
      if (!begun) rejectOverdue();
      return begun;
    } catch (error) {
      refusals = 0;
      for (const request of waiting.splice(0)) settle(request, { error });
      return false;
    }
  }

  function rejectOverdue(): void {
    const now = performance.now();
    const overdue = waiting.filter((request) => request.deadline <= now);
    waiting = waiting.filter((request) => request.deadline > now);
    for (const request of overdue) request.reject(lockedError());
  }

  function runBatch(): void {
    const outcomes = batch.run(waiting.slice(0, MAX_BATCH).map(({ write }) => write));
    const done = waiting.splice(0, outcomes.length);
    for (const [index, request] of done.entries()) settle(request, outcomes[index]);
  }

  return {
    run: <T>(work: (transaction: WriteTransaction) => T) =>
      new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(unavailable("closed", "The store is closed; the server is stopping."));
          return;
        }
        const deadline = performance.now() + busyTimeoutMs;
        waiting.push({ write: work, resolve: resolve as (value: unknown) => void, reject, deadline });
        schedule();
      }),
    close() {
      closed = true;
      if (waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => whenIdle.push(resolve));
    },
  };
}

function settle(request: Request, outcome: WriteOutcome | undefined): void {
  if (outcome !== undefined && "value" in outcome) request.resolve(outcome.value);
  else request.reject(toStoreError(outcome?.error));
}
