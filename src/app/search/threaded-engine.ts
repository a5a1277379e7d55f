import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { DatabaseTarget } from "../../config/config.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { RankedId, SearchEngine, SearchResult } from "../../domain/search/engine.ts";
import { tookTooLong } from "../../domain/search/took-too-long.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type Asked, limited, messageOf, unlimited } from "./asked.ts";
import { createDeadlines } from "./deadlines.ts";
import { limitsOf, type SearchLimits } from "./limits.ts";
import type { SearchCall, SearchFailure, SearchReply, SearchThreadData } from "./messages.ts";
import { tooBusy } from "./too-busy.ts";

export interface ThreadedEngineOptions {
  /** The thread's program. */
  readonly program: string;
  readonly database: DatabaseTarget;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a search may take, ms; as long as a client waits when left out. */
  readonly timeoutMs?: number;
}

/** How long a search may wait for those before it. */
const QUEUE_MS = 30_000;
const CLOSE_MS = 2_000;
/** A thread that has nothing to do ends, and gives its memory back: after searches late, after upkeep alone soon. */
const IDLE_MS = 60_000;
const IDLE_AFTER_UPKEEP_MS = 1_000;
/** Searches make much short-lived garbage; a small nursery keeps the thread small and costs little time. MiB. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

/**
 * Searches in a thread of its own, so that a slow one delays no write and no other answer. There is no way to stop a
 * search from outside, so one that takes too long ends with its thread; those beside and behind it are asked again in
 * another.
 */
export function createThreadedEngine(options: ThreadedEngineOptions): SearchEngine {
  const { database, timeoutMs, clock } = options;
  const limits = limitsOf(database, timeoutMs);
  let thread: Thread | undefined;
  let last = 0;
  let closed = false;

  function post(asked: Asked): void {
    if (closed) {
      asked.reject(hasStopped());
      return;
    }
    if (asked.until <= performance.now()) return;
    if (thread === undefined || thread.ended()) thread = startThread(options, { limits, askAgain: post });
    thread.post(asked);
  }

  function ask(call: SearchCall): Promise<unknown> {
    if (closed) {
      return Promise.reject(
        new AwarenessError("unavailable", "The server is stopping.", { retryable: true }),
      );
    }
    last += 1;
    const question = { id: last, now: clock.now(), call };
    return call.method === "update" ? unlimited(question, post) : limited(question, limits, post);
  }

  return {
    search: (owner, request) => ask({ method: "search", owner, request }) as Promise<SearchResult>,
    rank: (owner, request) => ask({ method: "rank", owner, request }) as Promise<readonly RankedId[]>,
    update: async ({ all }) => void (await ask({ method: "update", all })),
    async close() {
      closed = true;
      await thread?.close();
    },
  };
}

interface Thread {
  post(asked: Asked): void;
  ended(): boolean;
  close(): Promise<void>;
}

interface ThreadOwner {
  readonly limits: SearchLimits;
  /** Takes what a thread that is ended has not come to. */
  askAgain(asked: Asked): void;
}

function startThread(
  { program, database, log }: ThreadedEngineOptions,
  { limits: { fromBegun }, askAgain }: ThreadOwner,
): Thread {
  const worker = openWorker(program, { database });
  const waiting = new Map<number, Asked>();
  /** Of the searches that have begun. */
  const deadlines = createDeadlines(fromBegun);
  let idle: NodeJS.Timeout | undefined;
  let hasSearched = false;
  let over = false;
  let closing = false;

  /** The thread is given up; `decide` says what becomes of each question. */
  function end(decide: (asked: Asked) => void): void {
    if (over) return;
    over = true;
    deadlines.endAll();
    clearTimeout(idle);
    const left = [...waiting.values()];
    waiting.clear();
    for (const asked of left) decide(asked);
  }

  function begin(asked: Asked): void {
    asked.begun = true;
    const { question, askedAt, reject } = asked;
    if (question.call.method !== "search" && question.call.method !== "rank") return;
    if (performance.now() - askedAt > QUEUE_MS) reject(tooBusy());
    deadlines.begin(question.id, () => {
      end((one) => (one === asked ? reject(tookTooLong(fromBegun)) : askAgain(one)));
      void worker.terminate();
    });
  }

  function settle(id: number, finish: (asked: Asked) => void): void {
    const asked = waiting.get(id);
    if (asked === undefined) return;
    waiting.delete(id);
    deadlines.end(id);
    finish(asked);
    if (waiting.size > 0 || over) return;
    idle = setTimeout(() => void close(), hasSearched ? IDLE_MS : IDLE_AFTER_UPKEEP_MS).unref();
  }

  worker.on("message", (reply: SearchReply) => {
    if (over) return;
    if ("warning" in reply) log.warn({ err: toError(reply.warning) }, "the search index is not up to date");
    else if ("begun" in reply) begin(waiting.get(reply.id) as Asked);
    else if ("failure" in reply) settle(reply.id, ({ reject }) => reject(toError(reply.failure)));
    else settle(reply.id, ({ resolve }) => resolve(reply.value));
  });
  worker.once("error", (error) => end(({ reject }) => reject(error)));
  worker.once("exit", () => end(({ reject }) => reject(hasStopped())));

  const post = (asked: Asked) => {
    clearTimeout(idle);
    hasSearched ||= asked.question.call.method !== "update";
    waiting.set(asked.question.id, asked);
    worker.postMessage(messageOf(asked));
  };
  async function close(): Promise<void> {
    if (over || closing) return;
    closing = true;
    const done = unlimited({ id: 0, now: 0, call: { method: "close" } }, post).catch(() => {});
    await Promise.race([done, sleep(CLOSE_MS, undefined, { ref: false })]);
    end(({ reject }) => reject(hasStopped()));
    await worker.terminate();
  }

  return { post, ended: () => over || closing, close };
}

function openWorker(program: string, workerData: SearchThreadData): Worker {
  // What the process preloads (`--import`), watches or inspects is not for the thread.
  const worker = new Worker(program, { workerData, name: "search", execArgv: [], resourceLimits: LIMITS });
  // A thread alone does not keep the process alive.
  worker.unref();
  return worker;
}

function hasStopped(): AwarenessError {
  return new AwarenessError("unavailable", "The search has stopped. Try again.", { retryable: true });
}

/** One with a code may be told to callers; any other is masked and logged with its stack. */
function toError({ code, message, retryable, stack }: SearchFailure): Error {
  if (code !== undefined) return new AwarenessError(code, message, { retryable });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
