import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Load, startLoad } from "../test/helpers/nodes/load.ts";
import { type Nodes, startNodes } from "../test/helpers/nodes/nodes.ts";
import { type Cluster, startCluster } from "../test/helpers/postgres/cluster.ts";
import { processState } from "../test/helpers/postgres/processes.ts";
import { startWireProxy, type WireProxy } from "../test/helpers/postgres/wire-proxy.ts";
import { takeAccount } from "./account.ts";
import { askTool, type Caller } from "./ask.ts";
import { bindToRole } from "./bound-role.ts";
import type { FaultPlace, FaultReport } from "./fault.ts";
import { createLedger } from "./ledger.ts";
import { readOwners } from "./owners.ts";
import type { Environment } from "./program.ts";
import { type Pulse, takePulse } from "./pulse.ts";
import { atLeast, inTime, none, shown, zero } from "./rows.ts";

/** What a client waits for an answer, and how soon all works after the database does, ms. */
export const ANSWER_MS = 5_000;
export const RECOVERY_MS = 2_000;

/** A server on a Postgres of its own, over a line that may be cut. */
export interface PostgresRig {
  readonly cluster: Cluster;
  readonly line: WireProxy;
  readonly nodes: Nodes;
  /** What the machine adds to the answers, from the beginning to the end of the rig. */
  readonly pulse: Pulse;
  /** A new client of the server, of a new owner when none is named. */
  caller(owner?: string): Promise<Caller>;
}

/** Starts both, lends them to `use`, and ends them whatever happens. Postgres syncs to the disk, as in production. */
export async function withPostgres<T>(
  root: string,
  env: Environment,
  use: (rig: PostgresRig) => Promise<T>,
): Promise<T> {
  const cluster = await startCluster({ durable: true });
  const line = await startWireProxy({ host: cluster.host, port: cluster.port });
  try {
    const bound = await bindToRole(cluster, root);
    const AWARENESS_DATABASE_URL = line.through(bound.AWARENESS_DATABASE_URL ?? "");
    const nodes = await startNodes({ count: 1, root, env: { ...bound, AWARENESS_DATABASE_URL, ...env } });
    const pulse = takePulse(nodes.url(0));
    try {
      const caller = async (owner?: string) => ({ url: nodes.url(0), token: await nodes.mint(owner) });
      return await use({ cluster, line, nodes, pulse, caller });
    } finally {
      await pulse.stop();
      await nodes.close();
    }
  } finally {
    await line.close();
    await cluster.stop();
  }
}

/** Clients of every kind of two owners that write notes through the server, of which an account is taken. */
export interface Work {
  readonly load: Load;
  /** Until everybody has a result again, ms. */
  recovery(): Promise<number>;
  /** Ends the clients, and reads back what is there. */
  finish(): Promise<Required<FaultReport>>;
}

export async function startWork(
  { nodes, pulse, caller }: PostgresRig,
  { folder, random }: Pick<FaultPlace, "folder" | "random">,
): Promise<Work> {
  const ledger = createLedger(join(folder, "acked.log"), random.fork());
  const [one, other] = [await caller(), await caller("other")];
  const { url } = one;
  const tokens = [one.token, other.token];
  const load = await startLoad({ url, tokens, ledger });
  await load.progress(3);
  const [pid, sessions] = [nodes.pid(0), load.sessionIds()];
  return {
    load,
    async recovery() {
      const began = performance.now();
      await load.progress(1);
      return performance.now() - began;
    },
    async finish() {
      await load.progress(3);
      const kept = load.sessionIds();
      await load.stop();
      const lost = sessions.filter((id, index) => kept[index] !== id).length;
      const ended = processState(pid) === undefined ? 1 : 0;
      const pulsed = await pulse.stop();
      await nodes.kill(0);
      await nodes.start(0);
      const { notes, foreign } = await readOwners(url, tokens);
      const account = takeAccount(ledger, notes);
      const rows = [
        shown("failed calls", load.failures.length),
        none("failed without a word that they may be repeated", unexcused(load)),
        inTime("slowest answer, ms", load.slowestMs, ANSWER_MS),
        pulsed,
        atLeast("acked", account.acked, 20),
        zero("lost sessions", lost),
        zero("servers that ended", ended),
      ];
      return { account, foreign, rows };
    },
  };
}

/** What is refused by HTTP says so in words alone: the clients of a session do not show the status. */
function unexcused({ failures }: Load): readonly string[] {
  return failures.map(({ what }) => what).filter((what) => !/"retryable":true|try again/i.test(what));
}

/** Until a new request gets its result, ms; each is tried again as long as it is refused. */
export async function untilServed(caller: Caller, limitMs = 30_000): Promise<number> {
  const began = performance.now();
  const waited = () => performance.now() - began;
  while ((await askTool(caller, "get_tags")).outcome !== "done" && waited() < limitMs) await sleep(20);
  return waited();
}
