import { setTimeout as sleep } from "node:timers/promises";
import { openConnection, type RawConnection } from "../../bench/harness/raw-client.ts";
import type { Book } from "./book.ts";
import { shortNote, toArguments } from "./short-note.ts";
import { type Caller, callTool, type Outcome, openSession } from "./wire.ts";

export interface LanesOptions {
  readonly book: Book;
  readonly seed: number;
  /** Number of lanes; each is a writer with a connection of its own, which waits for each answer. */
  readonly count: number;
  /** One for each owner; lane `n` belongs to owner `n % tokens.length`. Every second lane of an owner is of the 2025 era. */
  readonly tokens: readonly string[];
  /** Of the server, also after it was started again. */
  readonly url: string;
  /** When the server that was killed last had ended, by `performance.now()`, ms; while one is dying, which takes connections still: Infinity. */
  endedAt(): number;
}

export interface LanesReport {
  /** Answers that say that nothing was stored, to be tried again. */
  readonly putOff: number;
  /** Answers that say so for good. */
  readonly refusals: readonly string[];
  readonly lostSessions: number;
  /** Connections that broke although the server was not killed while they were open. */
  readonly dropped: number;
  /** Answers that had not come when the lanes were over. */
  readonly neverAnswered: number;
  /** Longest wait for an answer that did come, ms. */
  readonly slowestMs: number;
}

export interface Lanes {
  /** Ends the lanes after their answers, or without those that take longer than a client waits. */
  stop(): Promise<LanesReport>;
  readonly count: number;
}

const PAUSE_MS = 50;
/** Longest time in which a server with a database that is away answers, with a reserve, ms. */
const ANSWER_MS = 15_000;
const MOST_REFUSALS = 100;

/** Starts lanes that write note after note, each anew connected when its connection ends. */
export function startLanes({ book, seed, count, tokens, url, endedAt }: LanesOptions): Lanes {
  const { port, pathname } = new URL(url);
  const state = { over: false, putOff: 0, lostSessions: 0, dropped: 0, neverAnswered: 0, slowestMs: 0 };
  const refusals: string[] = [];
  const open = new Set<RawConnection>();

  /** Sends one note until it is known what became of it, or, unkeyed, once. Answers false when it has to be sent again. */
  async function write(connection: RawConnection, caller: Caller, writer: number, seq: number) {
    const note = shortNote(seed, writer, seq);
    const began = performance.now();
    let outcome: Outcome;
    try {
      outcome = await callTool(connection, caller, seq, "remember", toArguments(writer, seq, note));
    } catch (error) {
      book.unanswered(writer, seq);
      throw error;
    }
    state.slowestMs = Math.max(state.slowestMs, performance.now() - began);
    if (outcome.kind === "done") book.acked(writer, seq);
    if (outcome.kind === "unknown") book.unanswered(writer, seq);
    if (outcome.kind === "refused" && outcome.retryable) state.putOff += 1;
    if (outcome.kind === "refused" && !outcome.retryable && refusals.length < MOST_REFUSALS)
      refusals.push(outcome.why);
    if (outcome.kind !== "done") await sleep(PAUSE_MS);
    return { outcome, settled: outcome.kind === "done" || !note.keyed };
  }

  async function run(writer: number): Promise<void> {
    const token = tokens[writer % tokens.length] ?? "";
    const isOld = Math.floor(writer / tokens.length) % 2 === 1;
    let session: string | undefined;
    let again: number | undefined;
    while (!state.over) {
      const openedAt = performance.now();
      const connection = await openConnection(Number(port)).catch(() => undefined);
      if (connection === undefined) {
        await sleep(PAUSE_MS);
        continue;
      }
      open.add(connection);
      try {
        while (!state.over) {
          if (isOld) session ??= await openSession(connection, { path: pathname, token });
          if (isOld && session === undefined) break;
          const seq = again ?? book.next(writer);
          again = shortNote(seed, writer, seq).keyed ? seq : undefined;
          const { outcome, settled } = await write(
            connection,
            { path: pathname, token, session },
            writer,
            seq,
          );
          if (settled) again = undefined;
          if (outcome.kind !== "no session") continue;
          state.lostSessions += 1;
          session = undefined;
        }
      } catch {
        // A keyed note goes out again on the next connection.
        if (!state.over && endedAt() < openedAt) state.dropped += 1;
      }
      open.delete(connection);
      connection.close();
    }
  }

  const running = Array.from({ length: count }, (_, writer) => run(writer));
  return {
    count,
    async stop() {
      state.over = true;
      const timer = setTimeout(() => {
        state.neverAnswered = open.size;
        for (const connection of open) connection.close();
      }, ANSWER_MS);
      await Promise.all(running);
      clearTimeout(timer);
      const { over: _, ...counts } = state;
      return { ...counts, refusals };
    },
  };
}
