import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { migrateDatabase } from "../../src/store/postgres/migrate.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { atEndOfFile } from "../helpers/end-of-file.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createDatabase } from "../helpers/postgres/database.ts";

export const POSTGRES_MIGRATIONS = join(import.meta.dirname, "../../migrations/postgres");

/** A role that row-level security binds, as servers should have. */
export const APP_ROLE = "awareness_test_app";
const PASSWORD = "only for tests";

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${APP_ROLE}`;

/** Everything but what migrations themselves put there. For few rows a DELETE takes a tenth of what TRUNCATE takes. */
const EMPTY_ALL = `
  DO $$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT oid::regclass::text FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('migrations', 'settings')
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    DELETE FROM settings WHERE key <> 'cursor_key';
    PERFORM setval(oid::regclass, 1, false) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
  END $$`;

/** A migrated, empty database. */
export interface FreshDatabase {
  /** As the role of a server. */
  readonly url: string;
  readonly adminUrl: string;
  /** Makes it empty for the next one, which is faster than to make another. */
  giveBack(): Promise<void>;
}

const spare: FreshDatabase[] = [];

/** An empty database of the newest schema; one for as many as are in use at once. */
export async function takeDatabase(): Promise<FreshDatabase> {
  return spare.pop() ?? makeDatabase();
}

async function makeDatabase(): Promise<FreshDatabase> {
  const { url, urlAs } = await createDatabase(inject("postgresUrl"), { template: await readyTemplate() });
  // One connection for good: a new one reads the catalogue first, which takes longer than to empty the tables.
  const admin = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true });
  admin.on("error", () => {});
  // Another file gets another one: what a test of this file was still doing when its time was over may yet write.
  atEndOfFile(() => {
    spare.length = 0;
    void admin.end();
  });
  const database: FreshDatabase = {
    url: urlAs(APP_ROLE, PASSWORD),
    adminUrl: url,
    async giveBack() {
      await admin.query(EMPTY_ALL);
      spare.push(database);
    },
  };
  return database;
}

let template: Promise<string> | undefined;

/** Name of a migrated, empty database to copy. */
export function readyTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

/** One template for all test files and runs on a server, named by what the migrations say. */
async function makeTemplate(): Promise<string> {
  const adminUrl = inject("postgresUrl");
  const name = `awareness_template_${hashOfMigrations()}`;
  await withClient(adminUrl, async (admin) => {
    await admin.query("SELECT pg_advisory_lock(4157524)");
    await admin.query(
      `DO $$ BEGIN CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '${PASSWORD}'; EXCEPTION WHEN duplicate_object THEN END $$`,
    );
    const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await fillTemplate(admin, adminUrl, name);
  });
  return name;
}

async function fillTemplate(admin: pg.Client, adminUrl: string, name: string): Promise<void> {
  const made = await createDatabase(adminUrl);
  const log = createLogger("silent", process.stderr);
  await migrateDatabase({ url: made.url, migrationsDir: POSTGRES_MIGRATIONS, clock: { now: () => 1 }, log });
  await withClient(made.url, (client) => client.query(GRANTS));
  await admin.query(`ALTER DATABASE ${made.name} RENAME TO ${name}`);
}

function hashOfMigrations(): string {
  const hash = createHash("sha256").update(GRANTS);
  for (const file of readdirSync(POSTGRES_MIGRATIONS).sort()) {
    hash.update(readFileSync(join(POSTGRES_MIGRATIONS, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
