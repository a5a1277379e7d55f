import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { migrateDatabase, readMigrationStatus } from "../../src/store/postgres/migrate.ts";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { createTestClock, silent } from "../contract/backends.ts";
import { POSTGRES_MIGRATIONS } from "../contract/postgres-backend.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createDatabase, type TestDatabase } from "../helpers/postgres/database.ts";

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createDatabase(inject("postgresUrl"));
  folder = mkdtempSync(join(tmpdir(), "awareness-migrations-"));
  cpSync(POSTGRES_MIGRATIONS, folder, { recursive: true });
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Number of the newest migration. */
const NEWEST = readdirSync(POSTGRES_MIGRATIONS).length;
const numbered = (after: number) => String(NEWEST + after).padStart(4, "0");

const clock = createTestClock();
const migrate = (migrationsDir = folder) =>
  migrateDatabase({ url: database.url, migrationsDir, clock, log: silent });
const open = (migrationsDir: string) =>
  openPostgresStore({
    url: database.url,
    migrationsDir,
    autoMigrate: true,
    strict: false,
    connections: 2,
    clock,
    log: silent,
    loadAnalyser,
  });

describe("migrations on Postgres", () => {
  it("run once when twenty nodes start at the same moment", async () => {
    const stores = await Promise.all(Array.from({ length: 20 }, () => open(folder)));
    for (const store of stores) {
      await store.check();
      await store.close();
    }
    const applied = await withClient(database.url, (client) =>
      client.query("SELECT number FROM migrations ORDER BY number"),
    );
    expect(applied.rows.map(({ number }) => number)).toEqual(
      Array.from({ length: NEWEST }, (_, index) => index + 1),
    );
  });

  it("run once also where the server starts transactions as repeatable read", async () => {
    await withClient(database.url, (client) =>
      client.query(`ALTER DATABASE ${database.name} SET default_transaction_isolation = 'repeatable read'`),
    );
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => migrate()));
    expect(outcomes.flatMap(({ applied }) => applied)).toHaveLength(NEWEST);
  });

  it("leave the schema before the one that fails, and go on from there", async () => {
    const broken = join(folder, `${numbered(1)}_broken.sql`);
    writeFileSync(broken, "CREATE TABLE half (x int);\nSELECT 1 / 0;\n");
    await expect(migrate()).rejects.toThrow();
    const status = await readMigrationStatus({ url: database.url, migrationsDir: folder });
    expect(status).toEqual({ current: NEWEST, newest: NEWEST + 1, pending: [`${numbered(1)}_broken`] });
    writeFileSync(broken, "CREATE TABLE half (x int);\n");
    expect((await migrate()).applied).toEqual([`${numbered(1)}_broken`]);
  });

  it("that serve older programs let them go on, and others stop them", async () => {
    const more = `-- serves: ${NEWEST}\nALTER TABLE entries ADD COLUMN more text;\n`;
    writeFileSync(join(folder, `${numbered(1)}_more.sql`), more);
    await migrate();
    const older = await open(POSTGRES_MIGRATIONS);
    await older.check();
    await older.close();
    writeFileSync(join(folder, `${numbered(2)}_less.sql`), "ALTER TABLE entries DROP COLUMN more;\n");
    await migrate();
    await expect(open(POSTGRES_MIGRATIONS)).rejects.toMatchObject({ details: { reason: "newer_schema" } });
  });

  it("are refused where another program has its tables, which stay as they are", async () => {
    await withClient(database.url, (client) => client.query("CREATE TABLE entries (mine text)"));
    await expect(migrate()).rejects.toMatchObject({ details: { reason: "foreign_database" } });
    const kept = await withClient(database.url, (client) => client.query("SELECT mine FROM entries"));
    expect(kept.rowCount).toBe(0);
  });
});
