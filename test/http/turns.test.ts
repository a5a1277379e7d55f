import { expect, it } from "vitest";
import { createTurns } from "../../src/http/turns.ts";

/** Turns of 50 ms, 300 to a round of 15 s, and who was called when. */
function openTurns() {
  let now = 0;
  const calls: (readonly [string, number])[] = [];
  const turns = createTurns<string>({
    roundMs: 15_000,
    count: 300,
    call: (member) => void calls.push([member, now]),
    now: () => now,
  });
  return {
    turns,
    calls,
    /** Passes `ms` without a tick. */
    wait(ms: number) {
      now += ms;
    },
    /** Passes `ms`, in ticks that come `lateMs` after they should. */
    pass(ms: number, lateMs: number) {
      for (const until = now + ms; now < until; ) {
        now += 50 + lateMs;
        turns.callDue();
      }
    },
  };
}

it.each([0, 16, 120])("everybody is called every 15 s when each tick is %d ms late", (lateMs) => {
  const { turns, calls, pass } = openTurns();
  for (let member = 0; member < 40; member += 1) {
    turns.join(`m${member}`);
    pass(400, lateMs);
  }
  pass(120_000, lateMs);
  for (let member = 0; member < 40; member += 1) {
    const times = calls.filter(([name]) => name === `m${member}`).map(([, at]) => at);
    expect(times.length).toBeGreaterThanOrEqual(7);
    for (const [index, at] of times.slice(1).entries())
      expect(Math.abs(at - (times[index] ?? 0) - 15_000)).toBeLessThanOrEqual(2 * (50 + lateMs));
  }
});

it("who joins is not called at once, but a round later", () => {
  const { turns, calls, pass, wait } = openTurns();
  pass(3_333, 0);
  wait(70);
  turns.join("late");
  pass(14_000, 0);
  expect(calls).toEqual([]);
  pass(1_100, 0);
  expect(calls.length).toBe(1);
});

it("after a pause of several rounds everybody is called once", () => {
  const { turns, calls, pass } = openTurns();
  turns.join("early");
  pass(5_000, 0);
  turns.join("late");
  pass(50_000, 50_000);
  expect(calls.map(([name]) => name).sort()).toEqual(["early", "late"]);
});

it("who has left is not called", () => {
  const { turns, calls, pass } = openTurns();
  turns.leave("gone", turns.join("gone"));
  pass(40_000, 0);
  expect(calls).toEqual([]);
});
