import { join } from "node:path";
import Database from "better-sqlite3";
import { connect, type MemoryClient } from "../client.ts";
import type { Fault } from "../fault.ts";
import { createLedger } from "../ledger.ts";
import { percentile, type Written, writeAll } from "../paced.ts";
import type { Launch } from "../program.ts";
import { atLeast, atMost, inTime, none, same, shown, zero } from "../rows.ts";
import { ONE_OWNER } from "../station.ts";
import type { Row } from "../verdict.ts";
import { verify } from "../verify.ts";

const LEAST_MS = 25_000;
const PROCESSES = { least: 8, most: 16 } as const;
/** Of all processes together. */
const WRITES_A_SECOND = 80;
const P99_MS = 100;
const UNFAIR = 2;
/** Servers that start together begin their work in the background together, too: that is over by then. */
const SETTLED_MS = 5_000;
/** Shares of the budget; the rest is for starting and reading back. */
const PACED = 0.3;
const EAGER = 0.2;
const LONGEST_MS = 60_000;

export const manyProcesses: Fault = {
  id: "F7",
  name: "many-processes",
  title:
    "stdio servers are started at once on a file that is not there yet, and all write: one migrates, each gets its turn",
  leastMs: LEAST_MS,
  weight: 2,
  async run({ root, folder, random, budgetMs }) {
    const count = budgetMs < 2 * LEAST_MS ? PROCESSES.least : PROCESSES.most;
    const launch = { dataDir: join(folder, "data"), root, env: ONE_OWNER };
    const ledger = createLedger(join(folder, "acked"), random);
    const { clients, failures, slowestMs } = await startAll(launch, count);
    try {
      const migrations = countMigrations(launch.dataDir);
      const part = (share: number) => Math.min(LONGEST_MS, budgetMs * share);
      const everyMs = (1000 * clients.length) / WRITES_A_SECOND;
      // First, so that the paced writes find warm servers.
      const eager = await writeAll(clients, { ledger, durationMs: part(EAGER) });
      const settling = await writeAll(clients, { ledger, durationMs: SETTLED_MS, everyMs });
      const paced = await writeAll(clients, { ledger, durationMs: part(PACED), everyMs });
      await Promise.all(clients.map((client) => client.close()));
      const { account, integrity, agree } = await verify(launch, ledger);
      return {
        account,
        rows: [
          same("servers started at once on a new file", clients.length, count),
          none("starts that failed", failures),
          shown("slowest of these starts, ms", slowestMs),
          atLeast("migrations", migrations.applied, 1),
          zero("of these missing, or without the key they share", migrations.missing),
          ...toRows(paced, eager),
          shown("slowest in the seconds after the start, ms", Math.max(...settling.waits)),
          none("refused", [...ledger.refusals.values()]),
          same("integrity_check", integrity, "ok"),
          same("stdio and HTTP read alike", String(agree), "true"),
        ],
      };
    } finally {
      await Promise.allSettled(clients.map((client) => client.close()));
    }
  },
};

async function startAll(launch: Launch, count: number) {
  const began = performance.now();
  let slowestMs = 0;
  const starts = await Promise.allSettled(
    Array.from({ length: count }, async (_, index) => {
      const client = await connect(index % 2 === 0 ? "modern" : "old", { kind: "stdio", launch });
      // A server may answer its client's greeting before it has opened the file.
      const { isError, json } = await client.call("get_knowledge", { limit: 1 });
      if (isError) throw new Error(JSON.stringify(json.error));
      slowestMs = Math.max(slowestMs, performance.now() - began);
      return client;
    }),
  );
  const clients: MemoryClient[] = [];
  const failures: string[] = [];
  for (const start of starts) {
    if (start.status === "fulfilled") clients.push(start.value);
    else failures.push(String(start.reason));
  }
  return { clients, failures, slowestMs };
}

/** Nothing can be there twice: both are primary keys, and a server that tried would not have started. */
function countMigrations(dataDir: string) {
  const db = new Database(join(dataDir, "awareness.db"), { readonly: true });
  try {
    const applied = db.prepare("SELECT number FROM migrations ORDER BY number").pluck().all();
    const keys = db.prepare("SELECT count(*) FROM settings WHERE key = 'cursor_key'").pluck().get();
    const misplaced = applied.filter((number, index) => number !== index + 1).length;
    return { applied: applied.length, missing: misplaced + (keys === 1 ? 0 : 1) };
  } finally {
    db.close();
  }
}

function toRows(paced: Written, eager: Written): readonly Row[] {
  const fairness = Math.max(...eager.done) / Math.max(1, Math.min(...eager.done));
  return [
    shown(`writes at ${WRITES_A_SECOND} a second`, paced.waits.length),
    shown("median wait, ms", percentile(paced.waits, 0.5)),
    inTime("99 of 100 wait at most, ms", percentile(paced.waits, 0.99), P99_MS),
    shown("slowest, ms", Math.max(...paced.waits)),
    shown("writes as fast as they can", eager.waits.length),
    atMost("most against fewest writes of a server", fairness, UNFAIR),
  ];
}
