import { afterEach, describe, expect, it } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { createTestClock, onPostgres, silent } from "../contract/backends.ts";
import { type FreshDatabase, POSTGRES_MIGRATIONS, takeDatabase } from "../contract/postgres-backend.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { interceptPostgres } from "./drivers.ts";
import { tellStory } from "./scenario.ts";
import { OWNED } from "./statements.ts";

let restore = () => {};
afterEach(() => restore());

async function tell(): Promise<readonly string[]> {
  const { store, close } = await onPostgres();
  try {
    return await tellStory(store);
  } finally {
    await close();
  }
}

async function openOn({ url }: FreshDatabase): Promise<void> {
  const clock = createTestClock();
  const rest = { migrationsDir: POSTGRES_MIGRATIONS, autoMigrate: false, strict: false, connections: 4 };
  const store = await openPostgresStore({ ...rest, url, clock, log: silent, loadAnalyser });
  await store.close();
}

describe("row-level security", () => {
  it("alone keeps everybody's rows apart, when no statement names an owner any more", async () => {
    const story = await tell();
    let dropped = 0;
    restore = interceptPostgres((text) =>
      text.replaceAll(
        /(\b(?:WHERE|AND|ON) )(?:\w+\.)?owner_id = (\$\d+)/g,
        (_, word: string, value: string) => {
          dropped += 1;
          return `${word}${value}::text IS NOT NULL`;
        },
      ),
    );
    const told = await tell();
    expect(dropped).toBeGreaterThan(100);
    expect(told).toEqual(story);
  });

  it.each(OWNED)(
    "of %s being off, or letting everybody in, keeps the server from starting",
    async (table) => {
      const database = await takeDatabase();
      const onDatabase = (sql: string) => withClient(database.adminUrl, (client) => client.query(sql));
      await expect(openOn(database)).resolves.toBeUndefined();
      await onDatabase(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
      await expect(openOn(database)).rejects.toMatchObject({ details: { reason: "unsafe_role" } });
      await onDatabase(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await onDatabase(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
      await expect(openOn(database)).rejects.toMatchObject({ details: { reason: "unsafe_role" } });
      await onDatabase(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await onDatabase(`CREATE POLICY everybody ON ${table} USING (true)`);
      await expect(openOn(database)).rejects.toMatchObject({ details: { reason: "unsafe_role" } });
      await onDatabase(`DROP POLICY everybody ON ${table}`);
      await expect(openOn(database)).resolves.toBeUndefined();
      await database.giveBack();
    },
  );
});
