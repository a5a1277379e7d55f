import { join } from "node:path";
import { startCluster } from "../../test/helpers/postgres/cluster.ts";
import { addAccounts, NOTHING } from "../account.ts";
import { bindToRole } from "../bound-role.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { FEW, type KillsReport, runKills } from "../kills/run-kills.ts";
import { atLeast, atMost, inTime, none, shown, zero } from "../rows.ts";
import type { Row } from "../verdict.ts";
import { checkIntegrity } from "../verify.ts";

const LEAST_MS = 8_000;
/** From here on Postgres, whose start alone takes seconds, has its share. */
const BOTH_MS = 30_000;
const POSTGRES_SHARE = 0.2;
/** A run of this length must have said yes to so many notes. */
const LONG_MS = 25 * 60_000;
const MANY_ACKED = 1_000_000;
const READY_MS = { few: 1_000, many: 5_000 } as const;
/** What is logged about each request would be most of the work. */
const QUIET = { AWARENESS_LOG_LEVEL: "warn" } as const;

export const killHttp: Fault = {
  id: "F1",
  name: "kill-http",
  title:
    "kill -9 of the HTTP server under 50 writers, again and again, started again at once on the same data",
  essential: true,
  leastMs: LEAST_MS,
  weight: 30,
  async run(place) {
    const both = place.budgetMs >= BOTH_MS;
    const onPostgresMs = both ? place.budgetMs * POSTGRES_SHARE : 0;
    const reports = [["SQLite", await onSqlite(place, place.budgetMs - onPostgresMs)] as const];
    if (both) reports.push(["Postgres", await onPostgres(place, onPostgresMs)] as never);
    const account = reports.map(([, report]) => report.account).reduce(addAccounts, NOTHING);
    return {
      account,
      foreign: reports.reduce((sum, [, report]) => sum + report.foreign, 0),
      rows: [
        ...reports.flatMap(([name, report]) => toRows(name, report)),
        atLeast("acked in all", account.acked, place.budgetMs >= LONG_MS ? MANY_ACKED : 1),
      ],
    };
  },
};

function onSqlite({ root, folder, random }: FaultPlace, durationMs: number): Promise<KillsReport> {
  const dataDir = join(folder, "sqlite");
  return runKills({
    launch: { dataDir, root, env: QUIET },
    database: { check: () => checkIntegrity(join(dataDir, "awareness.db")) },
    random: random.fork(),
    durationMs,
    folder,
  });
}

async function onPostgres({ root, folder, random }: FaultPlace, durationMs: number): Promise<KillsReport> {
  const cluster = await startCluster({ durable: true });
  try {
    return await runKills({
      launch: {
        dataDir: join(folder, "postgres"),
        root,
        env: { ...QUIET, ...(await bindToRole(cluster, root)) },
      },
      database: {
        async crash() {
          await cluster.signal("SIGKILL");
          await cluster.restart();
        },
      },
      random: random.fork(),
      durationMs,
      folder,
    });
  } finally {
    await cluster.stop();
  }
}

function toRows(name: string, { account, ...report }: KillsReport): readonly Row[] {
  const crashes = name === "Postgres" ? [shown("Postgres: killed itself", report.crashes)] : [];
  const { few, many } = report.slowestReadyMs;
  return [
    atLeast(`${name}: servers killed`, report.kills, 1),
    ...crashes,
    atLeast(`${name}: acked`, account.acked, 1),
    shown(`${name}: acked a second`, report.ackedPerSecond),
    atMost(`${name}: unknown against notes in flight at the kills`, account.unknown, report.inFlight),
    shown(`${name}: unknown`, account.unknown),
    inTime(`${name}: slowest start with up to ${FEW} notes, ms`, few, READY_MS.few),
    ...(many > 0 ? [inTime(`${name}: slowest start with more, ms`, many, READY_MS.many)] : []),
    shown(`${name}: slowest answer, ms`, report.slowestMs),
    ...(name === "SQLite" ? [atLeast("SQLite: checks of the whole file", report.checks, 1)] : []),
    shown(`${name}: put off`, report.putOff),
    zero(`${name}: lost sessions`, report.lostSessions),
    zero(`${name}: connections broken by a server that lived`, report.dropped),
    zero(`${name}: requests without an answer`, report.neverAnswered),
    none(`${name}: refused`, report.refusals),
    none(`${name}: other problems`, report.problems),
  ];
}
