import pino from "pino";
import { describe, expect, it, vi } from "vitest";
import { createIndexJob } from "../../../src/app/jobs/index-entries.ts";
import { createJob } from "../../../src/app/jobs/job.ts";
import { createPurgeJob } from "../../../src/app/jobs/purge-trash.ts";
import { Harness } from "../../helpers/mcp-harness.ts";

const DAY = 86_400_000;

function logTo(lines: string[]): pino.Logger {
  return pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
}

describe("background jobs", () => {
  it("never run twice at once, and log a failure and go on", async () => {
    const lines: string[] = [];
    let runs = 0;
    let running = 0;
    let most = 0;
    const job = createJob({
      name: "test",
      firstAfterMs: 0,
      everyMs: 1,
      log: logTo(lines),
      async run() {
        runs += 1;
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        if (runs === 2) throw new Error("the disk is away");
      },
    });
    job.start();
    await vi.waitUntil(() => runs >= 4);
    await job.stop();
    expect({ most, running }).toEqual({ most: 1, running: 0 });
    const failures = lines.filter((line) => line.includes("the disk is away"));
    expect(failures).toHaveLength(1);
    expect(JSON.parse(failures[0] ?? "")).toMatchObject({ job: "test" });
  });

  it("stop only when the run under way has ended, and start no other", async () => {
    let ended = 0;
    let started = 0;
    const job = createJob({
      name: "test",
      firstAfterMs: 0,
      everyMs: 0,
      log: logTo([]),
      async run(signal) {
        started += 1;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        ended += 1;
      },
    });
    job.start();
    await vi.waitUntil(() => started === 1);
    await job.stop();
    expect({ started, ended }).toEqual({ started: 1, ended: 1 });
  });

  it("do not hold up the end of the process when a run does not end", async () => {
    const lines: string[] = [];
    let started = 0;
    const job = createJob({
      name: "stuck",
      firstAfterMs: 0,
      everyMs: 0,
      log: logTo(lines),
      run() {
        started += 1;
        return new Promise(() => {});
      },
    });
    job.start();
    await vi.waitUntil(() => started === 1);
    const began = performance.now();
    await job.stop();
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ job: "stuck" });
  });

  it("leave an update of the search index alone when they are stopped: the store ends it", async () => {
    let updates = 0;
    const search = {
      update: () => {
        updates += 1;
        return new Promise<void>(() => {});
      },
    };
    const job = createIndexJob({ search, isSearchBehind: async () => true } as never, logTo([]), 0);
    job.start();
    await vi.waitUntil(() => updates === 1);
    const began = performance.now();
    await job.stop();
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it("purge the trash after 30 days, all of it, for every owner", async () => {
    const harness = await Harness.open();
    const lines: string[] = [];
    for (const owner of ["alice", "bob"]) {
      const client = await harness.client({ owner });
      for (let n = 0; n < 130; n++)
        await client.ok("remember", { source: "old", tags: [], description: "d" });
      await client.ok("delete_entry", { source: "old", confirm: true });
      await client.ok("remember", { source: "new", tags: [], description: "kept" });
    }
    harness.clock.advance(30 * DAY + 1);
    const purge = createPurgeJob(harness.store.trash, harness.clock, logTo(lines));
    purge.start();
    await vi.waitUntil(() => lines.some((line) => line.includes("trash purged")), { timeout: 40_000 });
    await purge.stop();
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ purged: 260 });
    const bob = await harness.client({ owner: "bob" });
    expect((await bob.ok("get_deleted")).entries).toEqual([]);
    expect((await bob.ok("get_stats")).total).toBe(1);
    await harness.close();
  });

  it("purge as long as there may be more, and tell a failure when everything else is done", async () => {
    const lines: string[] = [];
    const outcomes = [
      { purged: 0, more: true, failure: new Error("a damaged row") },
      { purged: 7, more: true },
      { purged: 1, more: false },
      { purged: 100, more: false },
    ];
    const asked: number[] = [];
    const trash = {
      purge: async (before: number) => outcomes[asked.push(before) - 1] ?? { purged: 0, more: false },
    };
    let now = 100 * DAY;
    const job = createPurgeJob(trash, { now: () => (now += 1) }, logTo(lines));
    job.start();
    await vi.waitUntil(() => lines.length >= 2, { timeout: 40_000 });
    await job.stop();
    expect(asked).toHaveLength(3);
    expect(new Set(asked).size).toBe(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ purged: 8 });
    expect(lines[1]).toContain("a damaged row");
  });
});
