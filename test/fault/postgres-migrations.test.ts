import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
    expect(applied.rows.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("run once also where the server starts transactions as repeatable read", async () => {
    await withClient(database.url, (client) =>
      client.query(`ALTER DATABASE ${database.name} SET default_transaction_isolation = 'repeatable read'`),
    );
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => migrate()));
    expect(outcomes.flatMap(({ applied }) => applied)).toHaveLength(4);
  });

  it("leave the schema before the one that fails, and go on from there", async () => {
    const broken = join(folder, "0005_broken.sql");
    writeFileSync(broken, "CREATE TABLE half (x int);\nSELECT 1 / 0;\n");
    await expect(migrate()).rejects.toThrow();
    const status = await readMigrationStatus({ url: database.url, migrationsDir: folder });
    expect(status).toEqual({ current: 4, newest: 5, pending: ["0005_broken"] });
    writeFileSync(broken, "CREATE TABLE half (x int);\n");
    expect((await migrate()).applied).toEqual(["0005_broken"]);
  });

  it("that serve older programs let them go on, and others stop them", async () => {
    writeFileSync(join(folder, "0005_more.sql"), "-- serves: 4\nALTER TABLE entries ADD COLUMN more text;\n");
    await migrate();
    const older = await open(POSTGRES_MIGRATIONS);
    await older.check();
    await older.close();
    writeFileSync(join(folder, "0006_less.sql"), "ALTER TABLE entries DROP COLUMN more;\n");
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
