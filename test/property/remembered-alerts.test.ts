import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMonitoredReader } from "../../src/domain/briefing/monitored.ts";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";

const id = fc.constantFrom("a", "b", "c", "d");
const step = fc.record({
  id,
  does: fc.constantFrom("raise", "raise briefly", "change", "resolve", "trash", "restore", "note", "wait"),
  look: fc.boolean(),
});

describe("what is remembered of the alerts of an owner", () => {
  let store: Store;
  let clock: ReturnType<typeof createTestClock>;

  beforeEach(async () => {
    clock = createTestClock();
    store = await openSqliteStore({
      loadAnalyser,
      path: ":memory:",
      migrationsDir: MIGRATIONS,
      autoMigrate: true,
      clock,
      log: silent,
    });
  });
  afterEach(() => store.close());

  const readAnew = () => createMonitoredReader({ store, clock }).read(alice);
  const edit = (which: string, data: { level: string } | { resolved: boolean }) =>
    store.entries.change(alice, which, () => ({ kind: "updated", data }), author);
  const add = (entry: Parameters<typeof anEntry>[0]) => store.entries.insert(alice, anEntry(entry), author);

  it("is what a reader that remembers nothing finds, whatever happened in between", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 15 }), async (steps) => {
        const reader = createMonitoredReader({ store, clock });
        const raised = new Set<string>();
        runs += 1;
        for (const { id: name, does, look } of steps) {
          const which = `${runs} ${name}`;
          if (does === "raise" && !raised.has(which)) await add({ id: which, type: "alert" });
          if (does === "raise") raised.add(which);
          if (does === "raise briefly") await add({ type: "alert", expiresAt: clock.now() + 20 });
          if (does === "change") await edit(which, { level: "critical" });
          if (does === "resolve") await edit(which, { resolved: true });
          if (does === "trash") await store.trash.trash(alice, { by: "id", id: which }, author);
          if (does === "restore") await store.trash.restore(alice, { by: "id", id: which }, author);
          if (does === "note") await add({ type: "note" });
          if (does === "wait") clock.advance(15);
          if (look) expect(await reader.read(alice)).toEqual(await readAnew());
        }
        expect(await reader.read(alice)).toEqual(await readAnew());
      }),
      { numRuns: 50 },
    );
  });

  it("takes in old alerts when newer ones make room", async () => {
    const ids = Array.from({ length: 5_002 }, (_, n) => `alert ${n}`);
    await Promise.all(ids.map((which) => add({ id: which, type: "alert" })));
    const reader = createMonitoredReader({ store, clock });
    expect(await reader.read(alice)).toMatchObject({ alertsNotJudged: 2 });
    await edit("alert 5001", { resolved: true });
    const state = await reader.read(alice);
    expect(state.alertsNotJudged).toBe(1);
    expect(state.alerts.at(-1)?.id).toBe("alert 1");
    expect(state).toEqual(await readAnew());
  });
});
