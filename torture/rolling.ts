import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEndOfFile } from "../test/helpers/end-of-file.ts";
import { type Balancer, type Passage, startBalancer } from "../test/helpers/nodes/balancer.ts";
import { type Failure, type Load, type LoadOptions, startLoad } from "../test/helpers/nodes/load.ts";
import { type Nodes, type NodesOptions, startNodes } from "../test/helpers/nodes/nodes.ts";
import { type Account, takeAccount } from "./account.ts";
import { createLedger } from "./ledger.ts";
import { readOwners } from "./owners.ts";
import type { Random } from "./random.ts";

export interface RollingOptions
  extends NodesOptions,
    Partial<Pick<LoadOptions, "clients" | "lanes" | "kinds">> {
  readonly random: Random;
  /** `SIGTERM`: each node in turn drains and starts again. `SIGKILL`: it dies instead. */
  readonly signal: "SIGTERM" | "SIGKILL";
  /** Restarts of each node, at least. */
  readonly rounds: number;
  /** At least; rounds go on until then. */
  readonly durationMs?: number;
  /** Results that every lane must have between two restarts. */
  readonly progress?: number;
  readonly keepAlive?: boolean;
  /** Keeps a cheap load of its own on the balancer meanwhile; answers how to end it. */
  beside?(port: number, token: string): Promise<() => Promise<void>>;
  /** False: the balancer does not ask `/ready`, like those that learn of a node's end only by being refused. */
  readonly asksReady?: boolean;
}

export interface RollingReport {
  readonly account: Account;
  /** Notes that another owner was given. */
  readonly foreign: number;
  readonly acked: number;
  readonly restarts: number;
  /** Calls that failed, as the clients saw it. */
  readonly failures: readonly Failure[];
  /** Requests that the balancer could not answer well: another status than 2xx, or an answer cut off. */
  readonly bad: readonly Passage[];
  /** Of `bad`, those that were not on their way at a node when it was killed. */
  readonly unexcused: readonly Passage[];
  readonly requests: number;
  /** Answers of each node. */
  readonly counts: readonly number[];
  /** Sessions whose id is not the one they began with, or was lost. */
  readonly lostSessions: number;
  readonly sessions: number;
  readonly exits: readonly (number | string)[];
  readonly slowestStopMs: number;
  readonly slowestMs: number;
}

/** Nodes behind a balancer, of which each in turn is stopped and started again while clients of every kind of two owners write. */
export async function runRolling(options: RollingOptions): Promise<RollingReport> {
  const nodes = await startNodes(options);
  const ackDir = await mkdtemp(join(tmpdir(), "awareness-acked-"));
  atEndOfFile(() => rm(ackDir, { recursive: true, force: true }));
  const balancer = await startBalancer({
    ports: nodes.ports,
    keepAlive: options.keepAlive ?? true,
    ...(options.asksReady === false && { lookEveryMs: 0 }),
  });
  try {
    for (const node of nodes.ports.keys()) await balancer.untilReady(node);
    const ledger = createLedger(join(ackDir, "acked.log"), options.random);
    const token = await nodes.mint();
    const tokens = [token, await nodes.mint("other")];
    const load = await startLoad({ ...options, url: balancer.url, tokens, ledger });
    const before = load.sessionIds();
    const endBeside = await options.beside?.(Number(new URL(balancer.url).port), token);
    const turns = await restartInTurn(options, nodes, balancer, load);
    await load.progress(options.progress);
    const after = load.sessionIds();
    await load.stop();
    await endBeside?.();
    for (const node of nodes.ports.keys()) await nodes.kill(node);
    for (const node of nodes.ports.keys()) await nodes.start(node);
    for (const node of nodes.ports.keys()) await balancer.untilReady(node);
    const { notes, foreign } = await readOwners(balancer.url, tokens);
    const bad = balancer.passages.filter(isBad);
    return {
      account: takeAccount(ledger, notes),
      foreign,
      acked: load.acked,
      failures: load.failures,
      bad,
      unexcused: bad.filter((one) => !turns.excused.has(one)),
      requests: balancer.passages.length,
      counts: balancer.counts(),
      lostSessions: before.filter((id, index) => after[index] !== id).length,
      sessions: before.length,
      slowestMs: load.slowestMs,
      ...turns.report,
    };
  } finally {
    await balancer.close();
    await nodes.close();
    await rm(ackDir, { recursive: true, force: true });
  }
}

/** The client of a stream without a session asks for one and hears that there is none: 405. */
function isBad({ what, status, outcome }: Passage): boolean {
  if (outcome === "cut") return true;
  return status !== 0 && (status < 200 || status > 299) && !(what === "GET" && status === 405);
}

async function restartInTurn(options: RollingOptions, nodes: Nodes, balancer: Balancer, load: Load) {
  const report = { restarts: 0, exits: [] as (number | string)[], slowestStopMs: 0 };
  const excused = new Set<Passage>();
  const endAt = performance.now() + (options.durationMs ?? 0);
  for (let round = 0; round < options.rounds || performance.now() < endAt; round += 1) {
    for (const node of nodes.ports.keys()) {
      await load.progress(options.progress);
      report.restarts += 1;
      if (options.signal === "SIGKILL") {
        const before = balancer.inFlight(node);
        const seen = balancer.passages.length;
        await Promise.all([nodes.kill(node), balancer.untilReady(node, false)]);
        for (const one of [...before, ...balancer.passages.slice(seen)])
          if (one.node === node) excused.add(one);
      } else {
        const { exit, ms } = await nodes.stop(node);
        report.exits.push(exit);
        report.slowestStopMs = Math.max(report.slowestStopMs, ms);
      }
      await load.progress(options.progress);
      await nodes.start(node);
      await balancer.untilReady(node);
    }
  }
  return { report, excused };
}
