import { parentPort, workerData } from "node:worker_threads";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { createSearchEngine, type SearchEngine } from "../../domain/search/engine.ts";
import { createAnalyser } from "../../text/analyser.ts";
import type { SearchFailure, SearchQuestion, SearchReply, SearchThreadData } from "./messages.ts";
import { openSearch } from "./open-search.ts";
import { tooBusy } from "./too-busy.ts";
import { createTurns } from "./turns.ts";

/** Answers the questions of the thread that started this one; runs as a thread's program. */
export async function runSearchThread(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("this program runs in a thread of the server only");
  const { database } = workerData as SearchThreadData;
  const reply = (message: SearchReply) => port.postMessage(message);
  // The clock of the asking thread, which a test may have set.
  let aheadMs = 0;
  const clock: Clock = { now: () => systemClock.now() + aheadMs };
  const analyser = createAnalyser();
  const { parts, atOnce, close } = await openSearch(database, clock, analyser);
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
      await close();
      port?.close();
    }
  }
  async function answerInTime(question: SearchQuestion, until: number): Promise<void> {
    if (performance.now() < until) await answer(question);
    else reply({ id: question.id, failure: toFailure(tooBusy()) });
  }
  // The upkeep makes room for searches by itself.
  const inTurn = createTurns(atOnce);
  port.on("message", (question: SearchQuestion) => {
    if (question.call.method === "update") void answer(question);
    else {
      const until = performance.now() + (question.waitMs ?? Number.POSITIVE_INFINITY);
      void inTurn(() => answerInTime(question, until));
    }
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
