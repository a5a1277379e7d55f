import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryClient } from "./client.ts";
import { type Ledger, toRemember } from "./ledger.ts";

/** What the writers saw. */
export interface Written {
  /** Of every answer, in no order, ms. */
  readonly waits: readonly number[];
  /** Results of each writer. */
  readonly done: readonly number[];
}

export interface Writing {
  readonly ledger: Ledger;
  readonly durationMs: number;
  /** Between the starts of two notes of one client, whatever their answers do; left out: each waits for its answer only. */
  readonly everyMs?: number;
}

/** All clients write at once until the time is over, then wait for their answers. @throws Error when a connection breaks. */
export async function writeAll(
  clients: readonly MemoryClient[],
  { ledger, durationMs, everyMs }: Writing,
): Promise<Written> {
  const waits: number[] = [];
  const done = clients.map(() => 0);
  const until = performance.now() + durationMs;

  async function write(client: MemoryClient, writer: number): Promise<void> {
    const note = ledger.next(`process-${writer}`);
    ledger.sent(note);
    const began = performance.now();
    const answer = await client.call("remember", toRemember(note));
    waits.push(performance.now() - began);
    if (answer.isError) {
      ledger.refused(note, JSON.stringify(answer.json.error));
      return;
    }
    ledger.acked(note);
    done[writer] = (done[writer] ?? 0) + 1;
  }

  async function run(client: MemoryClient, writer: number): Promise<void> {
    if (everyMs === undefined) {
      while (performance.now() < until) await write(client, writer);
      return;
    }
    const writes: Promise<void>[] = [];
    const first = performance.now() + (everyMs * writer) / clients.length;
    for (let at = first; at < until; at += everyMs) {
      await sleep(Math.max(0, at - performance.now()));
      const writing = write(client, writer);
      writing.catch(() => {});
      writes.push(writing);
    }
    await Promise.all(writes);
  }

  await Promise.all(clients.map(run));
  return { waits, done };
}

/** The value that a share of all does not exceed; 0 without any. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
