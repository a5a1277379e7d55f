import { startCluster } from "../test/helpers/postgres/cluster.ts";
import type { Environment } from "./program.ts";
import type { Random } from "./random.ts";
import { type RollingReport, runRolling } from "./rolling.ts";
import type { Row } from "./verdict.ts";

export interface NodesTorture {
  /** Folder of the program. */
  readonly root: string;
  readonly random: Random;
  readonly count: number;
  readonly postgres: boolean;
  readonly minutes: number;
}

/** Nodes behind a balancer, half of the time restarted in turn, half of it killed in turn, under load of every client. */
export async function torturedNodes({ minutes, ...options }: NodesTorture): Promise<readonly Row[]> {
  const durationMs = (minutes * 60_000) / 2;
  const rows: Row[] = [];
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const report = await withDatabase(options.postgres, (env) =>
      runRolling({ ...options, env, signal, durationMs, rounds: 1, progress: 10, clients: 2 }),
    );
    rows.push(...toRows(`${options.count} nodes, ${signal}`, report, signal === "SIGTERM"));
  }
  return rows;
}

async function withDatabase<T>(postgres: boolean, use: (env: Environment) => Promise<T>): Promise<T> {
  if (!postgres) return use({});
  const cluster = await startCluster({ durable: true });
  try {
    return await use({ AWARENESS_DATABASE_URL: cluster.adminUrl });
  } finally {
    await cluster.stop();
  }
}

function toRows(name: string, { account, ...report }: RollingReport, gentle: boolean): readonly Row[] {
  const zero = (what: string, value: number): Row => [`${name}: ${what}`, value, "0", value === 0];
  const shown = (what: string, value: number): Row => [`${name}: ${what}`, Math.round(value), "", true];
  return [
    [`${name}: restarts`, report.restarts, ">= 1", report.restarts >= 1],
    shown("requests", report.requests),
    shown("acked", account.acked),
    ...(["lost", "phantom", "torn", "doubled"] as const).map((what) => zero(what, account[what])),
    zero("lost sessions", report.lostSessions),
    zero("failed without a reason", report.unexcused.length),
    gentle ? zero("failed calls", report.failures.length) : shown("failed calls", report.failures.length),
    gentle ? zero("unknown", account.unknown) : shown("unknown", account.unknown),
    shown("slowest answer, ms", report.slowestMs),
    shown("slowest stop, ms", report.slowestStopMs),
  ];
}
