import { CLIENT_KINDS, type ClientKind, connect, type MemoryClient } from "../../../torture/client.ts";
import { type Ledger, type Note, toRemember } from "../../../torture/ledger.ts";
import { nameWriter } from "../../../torture/owners.ts";
import { atEndOfFile } from "../end-of-file.ts";

export interface LoadOptions {
  readonly url: string;
  /** Of the owners; all of them have clients of every kind. */
  readonly tokens: readonly string[];
  readonly ledger: Ledger;
  /** Of each kind and owner. */
  readonly clients?: number;
  /** Notes that each client writes at a time. */
  readonly lanes?: number;
  /** Default: all three. */
  readonly kinds?: readonly ClientKind[];
}

/** A call that was not carried out, as its client saw it. */
export interface Failure {
  readonly kind: ClientKind;
  readonly what: string;
}

/** Clients of every kind that write notes, one after the other in each lane, until they are stopped. */
export interface Load {
  readonly failures: readonly Failure[];
  /** Calls with a result so far. */
  readonly acked: number;
  /** Longest wait for an answer of any kind, ms. */
  readonly slowestMs: number;
  /** How many sessions the clients hold; it must be the same ids from beginning to end. */
  sessionIds(): readonly string[];
  /** Resolves when every lane has had `more` further results. */
  progress(more?: number): Promise<void>;
  /** Lets calls under way finish. @throws Error of a client that could not go on. */
  stop(): Promise<void>;
}

interface Lane {
  done: number;
}

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { url, tokens, ledger, clients = 1, lanes = 2, kinds = CLIENT_KINDS } = options;
  const state = { failures: [] as Failure[], acked: 0, slowestMs: 0, over: false };
  const all: Lane[] = [];
  const waiting = new Set<() => void>();
  const opened: MemoryClient[] = [];

  async function write(kind: ClientKind, client: MemoryClient, note: Note): Promise<boolean> {
    ledger.sent(note);
    const began = performance.now();
    const fail = (what: string) => void state.failures.push({ kind, what });
    try {
      const answer = await client.call("remember", toRemember(note));
      if (!answer.isError) {
        ledger.acked(note);
        state.acked += 1;
        return true;
      }
      const { error } = answer.json;
      if (error.reason === "unknown_outcome") ledger.unanswered(note);
      else ledger.refused(note, error.message);
      fail(JSON.stringify(error));
    } catch (error) {
      ledger.unanswered(note);
      fail(String(error));
    } finally {
      state.slowestMs = Math.max(state.slowestMs, performance.now() - began);
    }
    return false;
  }

  /** A keyed note without a result is sent again until it has one: it must be there once. */
  async function run(kind: ClientKind, client: MemoryClient, writer: string, lane: Lane): Promise<void> {
    while (!state.over) {
      const note = ledger.next(writer);
      let done = await write(kind, client, note);
      while (!done && note.keyed && !state.over) done = await write(kind, client, note);
      lane.done += done ? 1 : 0;
      for (const look of waiting) look();
    }
  }

  atEndOfFile(async () => {
    state.over = true;
    await Promise.allSettled(opened.map((client) => client.close()));
  });
  const running: Promise<void>[] = [];
  for (const [owner, token] of tokens.entries())
    for (const kind of kinds)
      for (let index = 0; index < clients; index += 1) {
        const client = await connect(kind, { kind: "http", url, token });
        opened.push(client);
        for (let number = 0; number < lanes; number += 1) {
          const lane: Lane = { done: 0 };
          all.push(lane);
          running.push(run(kind, client, nameWriter(owner, `${kind}-${index}.${number}`), lane));
        }
      }
  return {
    get failures() {
      return state.failures;
    },
    get acked() {
      return state.acked;
    },
    get slowestMs() {
      return state.slowestMs;
    },
    sessionIds: () => opened.flatMap((client) => client.sessionId() ?? []),
    progress(more = 1) {
      const wanted = all.map(({ done }) => done + more);
      return new Promise((resolve) => {
        const look = () => {
          if (!all.every(({ done }, index) => done >= (wanted[index] ?? 0))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    async stop() {
      state.over = true;
      await Promise.all(running);
      await Promise.all(opened.map((client) => client.close()));
    },
  };
}
