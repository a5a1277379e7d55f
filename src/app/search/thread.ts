import { parentPort, workerData } from "node:worker_threads";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { createSearchEngine, type SearchEngine } from "../../domain/search/engine.ts";
import { openSqliteSearch } from "../../store/sqlite/open-search.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createAnalyser } from "../../text/analyser.ts";
import type { SearchFailure, SearchQuestion, SearchReply, SearchThreadData } from "./messages.ts";

const ignore = () => {};
/** What there is to say goes to the thread that asked. */
const quiet: Logger = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  isLevelEnabled: () => false,
};

/** Answers the questions of the thread that started this one; runs as a thread's program. */
export async function runSearchThread(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("this program runs in a thread of the server only");
  const { path } = workerData as SearchThreadData;
  const reply = (message: SearchReply) => port.postMessage(message);
  // The clock of the asking thread, which a test may have set.
  let aheadMs = 0;
  const clock: Clock = { now: () => systemClock.now() + aheadMs };
  const analyser = createAnalyser();
  const parts = await openSqliteSearch({ path, clock, log: quiet, analyser });
  const engine = createSearchEngine({
    ...parts,
    analyser,
    onError: (error) => reply({ warning: toFailure(error) }),
  });

  async function answer({ id, now, call }: SearchQuestion): Promise<void> {
    aheadMs = now - systemClock.now();
    reply({ id, begun: true });
    try {
      reply({ id, value: await run(engine, call) });
    } catch (error) {
      reply({ id, failure: toFailure(error) });
    }
    if (call.method === "close") {
      parts.close();
      port?.close();
    }
  }
  // Searches come one after the other, so that each has its time; the upkeep makes room for them by itself.
  let turn: Promise<void> = Promise.resolve();
  port.on("message", (question: SearchQuestion) => {
    if (question.call.method === "update") void answer(question);
    else turn = turn.then(() => answer(question));
  });
}

function run(engine: SearchEngine, call: SearchQuestion["call"]): Promise<unknown> {
  if (call.method === "search") return engine.search(call.owner, call.request);
  if (call.method === "rank") return engine.rank(call.owner, call.request);
  if (call.method === "update") return engine.update({ all: call.all });
  return engine.close();
}

function toFailure(error: unknown): SearchFailure {
  const known = error instanceof AwarenessError ? error : undefined;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { code: known?.code, message, retryable: known?.retryable ?? false, stack };
}
