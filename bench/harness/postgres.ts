import path from "node:path";
import { Client } from "pg";
import { systemClock } from "../../src/domain/clock.ts";
import type { Store } from "../../src/domain/store.ts";
import { migrateDatabase } from "../../src/store/postgres/migrate.ts";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { loadAnalyser } from "../../test/helpers/analyser.ts";
import { type Cluster, startCluster } from "../../test/helpers/postgres/cluster.ts";
import { createDatabase } from "../../test/helpers/postgres/database.ts";
import { QUIET } from "./database.ts";

const ROLE = "awareness_app";
const PASSWORD = "bench";

const CREATE_ROLE = `CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}'`;
const GRANTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${ROLE};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${ROLE}`;

/** A durable server of its own, and databases on it. */
export interface BenchServer {
  readonly cluster: Cluster;
  /** An empty database of the newest schema, for the role that row-level security binds. */
  makeDatabase(): Promise<{ readonly url: string; readonly adminUrl: string }>;
  stop(): Promise<void>;
}

export async function startBenchServer(root: string): Promise<BenchServer> {
  const settings = { shared_buffers: "1GB", max_wal_size: "4GB", maintenance_work_mem: "512MB" };
  const cluster = await startCluster({ durable: true, settings });
  await runOn(cluster.adminUrl, CREATE_ROLE);
  return {
    cluster,
    async makeDatabase() {
      const made = await createDatabase(cluster.adminUrl);
      await migrateDatabase({
        url: made.url,
        migrationsDir: path.join(root, "migrations", "postgres"),
        clock: systemClock,
        log: QUIET,
      });
      await runOn(made.url, GRANTS);
      return { url: made.urlAs(ROLE, PASSWORD), adminUrl: made.url };
    },
    stop: () => cluster.stop(),
  };
}

export function openPostgres(root: string, url: string, connections = 10): Promise<Store> {
  return openPostgresStore({
    url,
    migrationsDir: path.join(root, "migrations", "postgres"),
    autoMigrate: false,
    strict: false,
    connections,
    clock: systemClock,
    log: QUIET,
    loadAnalyser,
  });
}

/** Lends a bare connection. */
export async function withBare<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function runOn(url: string, sql: string): Promise<void> {
  await withBare(url, (client) => client.query(sql));
}
