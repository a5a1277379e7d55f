import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRandom } from "../../torture/random.ts";
import { type RollingOptions, type RollingReport, runRolling } from "../../torture/rolling.ts";
import { NODE_DATABASES, type NodeDatabase } from "../helpers/nodes/databases.ts";

/** Nodes start and stop a dozen times. */
const LIMIT_MS = 180_000;

const CLEAN = { lost: 0, phantom: 0, torn: 0, doubled: 0, disordered: 0 };

/** What must hold however nodes end: every node took part, and nothing answered is lost or there twice. */
function expectSound(report: RollingReport): void {
  expect(report.account).toMatchObject(CLEAN);
  expect(report.foreign).toBe(0);
  expect(report.acked).toBe(report.account.acked);
  expect(Math.min(...report.counts)).toBeGreaterThan(10);
  expect(report.lostSessions).toBe(0);
}

function expectNoFailure(report: RollingReport): void {
  expectSound(report);
  expect(report).toMatchObject({ failures: [], bad: [], account: { unknown: 0 } });
  expect(new Set(report.exits)).toEqual(new Set([0]));
  expect(report.slowestStopMs).toBeLessThan(24_000);
}

const [sqlite, postgres] = NODE_DATABASES;

/** Nodes on a database of their own for each test. */
function useNodes(take: (() => Promise<NodeDatabase>) | undefined) {
  let database: NodeDatabase | undefined;
  beforeEach(async () => {
    database = await take?.();
  });
  afterEach(() => database?.giveBack());
  return (options: Partial<RollingOptions> & Pick<RollingOptions, "count" | "signal">) =>
    runRolling({
      random: createRandom(options.count),
      rounds: 1,
      ...options,
      env: { ...database?.env, ...options.env },
    });
}

describe.each([
  ["two nodes on SQLite", sqlite?.take, 2],
  ["two nodes on Postgres", postgres?.take, 2],
])("%s behind a balancer", (_, take, count) => {
  const roll = useNodes(take);

  it(
    "fail no request while they are restarted one after the other",
    async () => {
      const report = await roll({ count, signal: "SIGTERM" });
      expectNoFailure(report);
      expect(report).toMatchObject({ restarts: count, sessions: 4 });
    },
    LIMIT_MS,
  );

  it(
    "fail only what a node was working on that is killed, and everybody goes on elsewhere",
    async () => {
      const report = await roll({ count, signal: "SIGKILL" });
      expectSound(report);
      expect(report).toMatchObject({ restarts: count, sessions: 4, unexcused: [] });
      // Of each of two owners three clients with two calls under way, and two streams.
      expect(report.failures.length).toBeLessThanOrEqual(report.restarts * 12);
      expect(report.bad.length).toBeLessThanOrEqual(report.restarts * 16);
      expect(report.account.unknown).toBeLessThanOrEqual(report.failures.length);
    },
    LIMIT_MS,
  );
});

describe("two nodes on Postgres that are restarted one after the other", () => {
  const roll = useNodes(postgres?.take);

  it(
    "fail no request either when the balancer keeps no connection open, in stateless mode",
    async () => {
      const env = { AWARENESS_STATELESS_HTTP: "true" };
      const report = await roll({ count: 2, signal: "SIGTERM", keepAlive: false, env });
      expectNoFailure(report);
      expect(report.sessions).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    "lose nothing behind a balancer that never asks whether they are ready, and fail at most what is under way",
    async () => {
      const report = await roll({ count: 2, signal: "SIGTERM", asksReady: false });
      expectSound(report);
      expect(new Set(report.exits)).toEqual(new Set([0]));
      // Of each of two owners three clients with two calls under way.
      expect(report.failures.length).toBeLessThanOrEqual(report.restarts * 12);
      expect(report.account.unknown).toBeLessThanOrEqual(report.failures.length);
    },
    LIMIT_MS,
  );
});
