import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { withClient } from "../../test/helpers/postgres/client.ts";
import { type Cluster, startCluster } from "../../test/helpers/postgres/cluster.ts";
import { createDatabase, type TestDatabase } from "../../test/helpers/postgres/database.ts";
import type { Launch } from "../program.ts";
import { ONE_OWNER } from "../station.ts";
import type { EngineOptions } from "./sqlite.ts";
import { createStoppingProgram, type StoppingProgram } from "./stopping-program.ts";
import { type Engine, KEPT, type Killed, readMigrations, type Subject } from "./subject.ts";

/** Columns, indexes, conditions and rules. */
const OBJECTS = /* sql */ `
  SELECT string_agg(line, E'\\n' ORDER BY line) AS text FROM (
    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, generation_expression) AS line
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tablename, policyname, qual, with_check) FROM pg_policies
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  ) AS lines`;

const COLUMNS = /* sql */ `
  SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) AS text FROM information_schema.columns
   WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`;

const CURRENT = /* sql */ `
  SELECT coalesce(max(number), 0)::text AS text FROM migrations`;

/** Starts a server of its own; `fill` is given the settings of a database there and lets the program fill it. */
export async function createPostgresEngine(
  { root, folder, ledger }: EngineOptions,
  fill: (env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<Engine> {
  const cluster = await startCluster();
  try {
    const stopping = await createStoppingProgram(root, join(folder, "stopping"));
    const source = await createDatabase(cluster.adminUrl);
    await fill({ AWARENESS_DATABASE_URL: source.url });
    const migrations = readMigrations(root, "postgres");
    const growing = await createDatabase(cluster.adminUrl);
    const schemas = await withClient(growing.url, (client) => describeEach(client, migrations));
    const filled = await createDatabase(cluster.adminUrl);
    await withClient(source.url, (from) =>
      withClient(filled.url, (to) => makeFirst(from, to, migrations[0] ?? "")),
    );
    return {
      name: "Postgres",
      ledger,
      schemas,
      async make(kind) {
        const template = kind === "filled" ? { template: filled.name } : {};
        const database = await createDatabase(cluster.adminUrl, template);
        const launch = { dataDir: await mkdtemp(join(folder, "postgres-")), root };
        return createSubject(database, launch, { cluster, stopping, kind });
      },
      countPlaces: async (kind) => stopping.places(kind).length,
      killable: ["program", "server"],
      close: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function describeEach(client: Client, migrations: readonly string[]): Promise<readonly string[]> {
  const schemas = [await read(client, OBJECTS)];
  for (const sql of migrations) {
    await client.query(sql);
    schemas.push(await read(client, OBJECTS));
  }
  return schemas;
}

async function makeFirst(from: Client, to: Client, sql: string): Promise<void> {
  await to.query(sql);
  // Nothing is checked or triggered that was when the rows were written.
  await to.query("SET session_replication_role = replica");
  await copyRows(from, to, "migrations", "WHERE number = 1");
  for (const table of [...KEPT, "owners"]) await copyRows(from, to, table, "");
}

async function copyRows(from: Client, to: Client, table: string, where: string): Promise<void> {
  const names = await read(to, COLUMNS, [table]);
  const rows = await read(from, `SELECT coalesce(json_agg(t), '[]')::text AS text FROM ${table} t ${where}`);
  await to.query(`DELETE FROM ${table}`);
  await to.query(
    `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM json_populate_recordset(null::${table}, $1)`,
    [rows],
  );
}

async function read(client: Client, text: string, values: readonly string[] = []): Promise<string> {
  const { rows } = await client.query<{ readonly text: string | null }>(text, [...values]);
  return rows[0]?.text ?? "";
}

interface Dying {
  readonly cluster: Cluster;
  readonly stopping: StoppingProgram;
  readonly kind: "empty" | "filled";
}

/** How often the harness looks whether the migration has come to its place, ms. */
const LOOK_EVERY_MS = 5;

const ASLEEP = /* sql */ `
  SELECT count(*)::text AS text FROM pg_stat_activity WHERE datname = $1 AND wait_event = 'PgSleep'`;

/** Waits until the migration stands still at its place, and kills. */
async function dieAt(
  { cluster, stopping, kind }: Dying,
  { name }: TestDatabase,
  launch: Launch,
  place: number,
  of: Killed,
): Promise<void> {
  const program = await stopping.start(kind, place, launch);
  await withClient(cluster.adminUrl, async (admin) => {
    while ((await read(admin, ASLEEP, [name])) === "0") {
      const early = await Promise.race([program.ended, sleep(LOOK_EVERY_MS)]);
      if (early !== undefined) throw new Error(`migrate ended with ${early} before it came to its place`);
    }
  });
  if (of === "program") {
    program.kill();
    await program.ended;
    return;
  }
  await cluster.signal("SIGKILL");
  const end = await program.ended;
  await cluster.restart();
  if (end !== 1) throw new Error(`migrate ended with ${end} when its database died`);
}

function createSubject(database: TestDatabase, given: Launch, dying: Dying): Subject {
  const launch = { ...given, env: { ...ONE_OWNER, AWARENESS_DATABASE_URL: database.url } };
  let columns: ReadonlyMap<string, string> | undefined;
  const look = <T>(use: (client: Client) => Promise<T>) => withClient(database.url, use);
  return {
    launch,
    die: (place, of) => dieAt(dying, database, launch, place, of),
    current: () =>
      look(async (client) => {
        const known = await read(client, "SELECT to_regclass('migrations')::text AS text");
        return known === "" ? 0 : Number(await read(client, CURRENT));
      }),
    schema: () => look((client) => read(client, OBJECTS)),
    content: () =>
      look(async (client) => {
        columns ??= await readColumns(client);
        const texts: string[] = [];
        for (const [table, names] of columns) {
          if (names === "") continue;
          const rows = `SELECT ${names} FROM ${table} ORDER BY ${orderOf(names)}`;
          texts.push(await read(client, `SELECT json_agg(t)::text AS text FROM (${rows}) t`));
        }
        return texts.join("\n");
      }),
    async drop() {
      await database.drop();
      await rm(launch.dataDir, { recursive: true, force: true });
    },
  };
}

/** All columns but the last, which may be large. */
const orderOf = (names: string): string => names.split(", ").slice(0, -1).join(", ") || "1";

async function readColumns(client: Client): Promise<ReadonlyMap<string, string>> {
  const columns = new Map<string, string>();
  for (const table of KEPT) columns.set(table, await read(client, COLUMNS, [table]));
  return columns;
}
