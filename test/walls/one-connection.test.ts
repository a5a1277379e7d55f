import { expect, it } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { createTestClock, silent } from "../contract/backends.ts";
import { POSTGRES_MIGRATIONS, takeDatabase } from "../contract/postgres-backend.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { tellStory } from "./scenario.ts";

it("no method of the Postgres store needs a second connection while it holds one", async () => {
  const database = await takeDatabase();
  const store = await openPostgresStore({
    url: database.url,
    migrationsDir: POSTGRES_MIGRATIONS,
    autoMigrate: false,
    strict: false,
    connections: 1,
    clock: createTestClock(),
    log: silent,
    loadAnalyser,
  });
  const told = await tellStory(store);
  expect(told.length).toBeGreaterThan(100);
  expect(told.filter((line) => /wait for the database|cannot be reached/.test(line))).toEqual([]);
  await store.close();
  await database.giveBack();
});
