import { startCluster } from "../test/helpers/postgres/cluster.ts";
import { type Account, addAccounts } from "./account.ts";
import { bindToRole } from "./bound-role.ts";
import { startDriver } from "./driver.ts";
import type { CallerWork, CallOrder, Calls } from "./drivers/caller.ts";
import type { FaultReport } from "./fault.ts";
import type { Environment } from "./program.ts";
import type { Random } from "./random.ts";
import { modernCall, openSessions, sessionCall } from "./requests.ts";
import { type RollingReport, runRolling } from "./rolling.ts";
import { atLeast, atMost, none, shown, zero } from "./rows.ts";
import type { Row } from "./verdict.ts";

export interface NodesTorture {
  /** Folder of the program. */
  readonly root: string;
  readonly random: Random;
  readonly durationMs: number;
  /** An empty folder. */
  readonly folder: string;
  /** `SIGTERM`: the nodes are restarted in turn; `SIGKILL`: they die instead. */
  readonly signal: "SIGTERM" | "SIGKILL";
}

const NODES = 2;
const REQUESTS = { most: 100_000, withinMs: 600_000 } as const;
export const ENGINES = ["SQLite", "Postgres"] as const;
export type Engine = (typeof ENGINES)[number];

/** Two nodes behind a balancer, half of the time on one SQLite file, half of it on Postgres. */
export async function runNodes({ durationMs, folder, ...options }: NodesTorture): Promise<FaultReport> {
  const rows: Row[] = [];
  const accounts = [];
  const gentle = options.signal === "SIGTERM";
  const cheap = await startDriver<CallerWork>("caller", folder);
  const calls: Calls[] = [];
  const beside = async (port: number, token: string) => {
    await cheap.ask("start", await cheapCalls(port, token));
    return async () => void calls.push(await cheap.ask("stop", {}));
  };
  let requests = 0;
  let foreign = 0;
  for (const engine of ENGINES) {
    const report = await withDatabase(engine, options.root, (env) =>
      runRolling({
        ...options,
        ...(gentle && { beside }),
        count: NODES,
        env,
        durationMs: durationMs / ENGINES.length,
        rounds: 1,
        progress: 10,
      }),
    );
    accounts.push(report.account);
    requests += report.requests;
    foreign += report.foreign;
    rows.push(...toRows(engine, report, gentle));
  }
  await cheap.close();
  if (gentle) rows.push(...besideRows(calls), atLeast("requests", requests, wantedRequests(durationMs)));
  return { account: accounts.reduce(addAccounts), foreign, rows };
}

/** Reads of both eras on kept connections. */
async function cheapCalls(port: number, token: string): Promise<CallOrder> {
  const holds = '"structuredContent"';
  const [session = ""] = await openSessions(port, token, 1);
  const modern = { request: modernCall(token, "get_stats"), pauseMs: 0, holds };
  const legacy = { request: sessionCall(token, session, "get_stats"), pauseMs: 0, holds };
  return { port, lanes: [modern, modern, modern, legacy] };
}

/** A hundred thousand in ten minutes; less is asked of shorter runs. */
function wantedRequests(durationMs: number): number {
  return Math.round(Math.min(1, durationMs / REQUESTS.withinMs) * REQUESTS.most);
}

function besideRows(calls: readonly Calls[]): readonly Row[] {
  return [
    shown(
      "cheap requests beside the clients",
      calls.reduce((sum, { answers }) => sum + answers, 0),
    ),
    none(
      "of these failed",
      calls.flatMap(({ failures }) => failures),
    ),
    shown("of these, slowest, ms", Math.max(...calls.map(({ max }) => max))),
  ];
}

/** Lends the settings of an empty database of this engine to servers of the program in `root`. */
export async function withDatabase<T>(
  engine: Engine,
  root: string,
  use: (env: Environment) => Promise<T>,
): Promise<T> {
  if (engine === "SQLite") return use({});
  const cluster = await startCluster({ durable: true });
  try {
    return await use(await bindToRole(cluster, root));
  } finally {
    await cluster.stop();
  }
}

const untouched = (name: string, failed: number, unknown: number): readonly Row[] => [
  zero(`${name}: failed calls`, failed),
  zero(`${name}: unknown`, unknown),
];

/** A kill may fail what the node was working on, and a keyed note that was sent again is there once all the same. */
function underWay(
  name: string,
  { failures, bad, unexcused }: Pick<RollingReport, "failures" | "bad" | "unexcused">,
  { unknown }: Account,
): readonly Row[] {
  return [
    atMost(
      `${name}: failed calls, of those under way at a kill`,
      failures.length,
      bad.length - unexcused.length,
    ),
    shown(`${name}: unknown, of the failed ones`, unknown),
  ];
}

function toRows(name: string, { account, ...report }: RollingReport, gentle: boolean): readonly Row[] {
  return [
    atLeast(`${name}: restarts`, report.restarts, 1),
    shown(`${name}: requests`, report.requests),
    zero(`${name}: lost sessions`, report.lostSessions),
    none(
      `${name}: exit codes other than 0`,
      report.exits.filter((exit) => exit !== 0).map((exit) => `ended with ${exit}`),
    ),
    none(
      `${name}: failed without a reason`,
      report.unexcused.map(({ what, status, outcome }) => `${what} ${status} ${outcome}`),
    ),
    ...(gentle ? untouched(name, report.failures.length, account.unknown) : underWay(name, report, account)),
    shown(`${name}: slowest answer, ms`, report.slowestMs),
    shown(`${name}: slowest stop, ms`, report.slowestStopMs),
  ];
}
