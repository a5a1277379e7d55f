import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createReadLog } from "../../../src/domain/activity/read-log.ts";
import { AwarenessError } from "../../../src/domain/errors.ts";
import { parseOwner } from "../../../src/domain/owner.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("reads that cannot be written are tried again ever more rarely, at least once a minute, and none is lost", async () => {
  let works = false;
  const written: unknown[] = [];
  const failures: number[] = [];
  const log = createReadLog({
    store: {
      async recordReads(_owner: unknown, events: readonly unknown[]) {
        if (!works) throw new Error("no space");
        written.push(...events);
      },
    } as never,
    onError: (_error, waiting) => failures.push(waiting),
  });
  const event = { entryId: "e", tool: "get_knowledge", at: 0 } as never;
  log.record(parseOwner("alice"), [event]);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(failures.length).toBeGreaterThan(10);
  expect(failures.length).toBeLessThan(20);
  works = true;
  log.record(parseOwner("alice"), [event]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toHaveLength(2);
});

it("a batch of which nobody knows whether it was written is not written again, what came later is", async () => {
  const asked: unknown[][] = [];
  const told: unknown[] = [];
  const log = createReadLog({
    store: {
      async recordReads(owner: never, events: readonly unknown[]) {
        asked.push([...events]);
        if (asked.length > 1) return;
        log.record(owner, [event("later")]);
        throw new AwarenessError("unavailable", "lost", {
          retryable: true,
          details: { reason: "unknown_outcome" },
        });
      },
    } as never,
    onError: (_error, waiting, dropped) => told.push({ waiting, dropped }),
  });
  const event = (entryId: string) => ({ entryId, tool: "get_knowledge", at: 0 }) as never;
  log.record(parseOwner("alice"), [event("a"), event("b")]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([{ waiting: 1, dropped: 2 }]);
  expect(asked).toEqual([[event("a"), event("b")], [event("later")]]);
});
