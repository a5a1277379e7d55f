import { Worker } from "node:worker_threads";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { RankedId, SearchEngine, SearchResult } from "../../domain/search/engine.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { SearchCall, SearchFailure, SearchReply, SearchThreadData } from "./messages.ts";

export interface ThreadedEngineOptions {
  /** The thread's program. */
  readonly program: string;
  /** Absolute path of the database file. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a search may take, ms; 5 s when left out. */
  readonly timeoutMs?: number;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

const TIMEOUT_MS = 5_000;
const CLOSE_MS = 2_000;
/** Searches make much short-lived garbage; a small nursery keeps the thread small and costs little time. MiB. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

/**
 * Searches in a thread of its own, so that a slow one delays no write and no other answer. SQLite offers no way to stop
 * a query from inside, so one that takes too long ends with its thread; the next search starts another.
 */
export function createThreadedEngine(options: ThreadedEngineOptions): SearchEngine {
  const { timeoutMs = TIMEOUT_MS } = options;
  let thread: Thread | undefined;
  let closed = false;

  function ask(call: SearchCall, limitMs: number | undefined): Promise<unknown> {
    if (closed) {
      return Promise.reject(
        new AwarenessError("unavailable", "The server is stopping.", { retryable: true }),
      );
    }
    if (thread === undefined || thread.ended()) thread = startThread(options);
    return thread.ask(call, limitMs);
  }

  return {
    search: (owner, request) => ask({ method: "search", owner, request }, timeoutMs) as Promise<SearchResult>,
    rank: (owner, request) =>
      ask({ method: "rank", owner, request }, timeoutMs) as Promise<readonly RankedId[]>,
    update: async ({ all }) => void (await ask({ method: "update", all }, undefined)),
    async close() {
      closed = true;
      await thread?.close();
    },
  };
}

interface Thread {
  ask(call: SearchCall, limitMs: number | undefined): Promise<unknown>;
  ended(): boolean;
  close(): Promise<void>;
}

function startThread({ program, path, clock, log }: ThreadedEngineOptions): Thread {
  const workerData: SearchThreadData = { path };
  // What the process preloads (`--import`), watches or inspects is not for the thread.
  const worker = new Worker(program, { workerData, name: "search", execArgv: [], resourceLimits: LIMITS });
  // A thread alone does not keep the process alive.
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let over = false;
  const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));

  function end(error: unknown): void {
    over = true;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    waiting.clear();
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    return found;
  }

  worker.on("message", (reply: SearchReply) => {
    if ("warning" in reply) {
      log.warn({ err: toError(reply.warning) }, "the search index could not be brought up to date");
    } else if ("failure" in reply) settle(reply.id)?.reject(toError(reply.failure));
    else settle(reply.id)?.resolve(reply.value);
  });
  worker.once("error", (error) => end(error));
  worker.once("exit", () =>
    end(new AwarenessError("unavailable", "The search has stopped. Try again.", { retryable: true })),
  );

  function giveUp(limitMs: number): void {
    end(tookTooLong(limitMs));
    void worker.terminate();
  }

  function ask(call: SearchCall, limitMs: number | undefined): Promise<unknown> {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      const timer = limitMs === undefined ? undefined : setTimeout(() => giveUp(limitMs), limitMs);
      waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, now: clock.now(), call });
    });
  }

  return {
    ask,
    ended: () => over,
    async close() {
      if (over) return;
      const done = ask({ method: "close" }, CLOSE_MS).catch(() => {});
      await Promise.race([done, gone]);
      await worker.terminate();
    },
  };
}

function tookTooLong(limitMs: number): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The search took longer than ${limitMs / 1000} s and was stopped. Use rarer words, or narrow it by source, tags or time.`,
    { retryable: true },
  );
}

/** One with a code may be told to callers; any other is masked and logged with its stack. */
function toError({ code, message, retryable, stack }: SearchFailure): Error {
  if (code !== undefined) return new AwarenessError(code, message, { retryable });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
