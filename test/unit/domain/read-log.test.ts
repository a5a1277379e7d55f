import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createReadLog } from "../../../src/domain/activity/read-log.ts";
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
