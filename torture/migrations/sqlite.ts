import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Ledger } from "../ledger.ts";
import { TORTURE } from "../paths.ts";
import { type Environment, type Launch, runToEnd } from "../program.ts";
import { ONE_OWNER } from "../station.ts";
import { type Engine, KEPT, readMigrations, type Subject } from "./subject.ts";

export interface EngineOptions {
  readonly root: string;
  readonly folder: string;
  readonly ledger: Ledger;
}

const OBJECTS = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";

/** `source`: a file of the newest schema, at rest. */
export async function createSqliteEngine(
  { root, folder, ledger }: EngineOptions,
  source: string,
): Promise<Engine> {
  const schemas = [describe(new Database(":memory:"))];
  const growing = new Database(":memory:");
  const migrations = readMigrations(root, "sqlite");
  for (const sql of migrations) {
    growing.exec(sql);
    schemas.push(describe(growing));
  }
  growing.close();
  const filled = join(folder, "first-schema.db");
  makeFirst(filled, migrations[0] ?? "", source);
  const make = async (kind: "empty" | "filled") => {
    const dataDir = await mkdtemp(join(folder, "sqlite-"));
    const path = join(dataDir, "awareness.db");
    if (kind === "filled") copyFileSync(filled, path);
    return createSubject(path, { dataDir, root });
  };
  return {
    name: "SQLite",
    ledger,
    schemas,
    make,
    async countPlaces(kind) {
      const { launch, drop } = await make(kind);
      const countFile = join(launch.dataDir, "count");
      const { end, stderr } = await runToEnd(hooked(launch, { TORTURE_COUNT: countFile }), ["migrate"]);
      if (end !== 0) throw new Error(`migrate ended with ${end}: ${stderr}`);
      const count = Number(readFileSync(countFile, "utf8"));
      await drop();
      return count;
    },
    killable: ["program"],
    close: async () => {},
  };
}

/** A database of the first schema with the rows of `source`, as far as it has the columns. */
function makeFirst(path: string, sql: string, source: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.pragma("foreign_keys = OFF");
  db.exec(`INSERT INTO migrations SELECT 1, '', '', 0; ATTACH '${source}' AS source`);
  db.exec("DELETE FROM migrations; INSERT INTO migrations SELECT * FROM source.migrations WHERE number = 1");
  for (const table of [...KEPT, "rev_counter"]) {
    const names = columnsOf(db, table);
    db.exec(
      `DELETE FROM main.${table}; INSERT INTO main.${table} (${names}) SELECT ${names} FROM source.${table}`,
    );
  }
  db.close();
}

function columnsOf(db: Database.Database, table: string): string {
  const names = db.prepare<[string], string>("SELECT name FROM main.pragma_table_info(?)").pluck();
  return names.all(table).join(", ");
}

function describe(db: Database.Database): string {
  return JSON.stringify([db.pragma("application_id"), db.prepare(OBJECTS).all()]);
}

function hooked(launch: Launch, env: Environment): Launch {
  const nodeArgs = ["--import", join(TORTURE, "migrations", "die-at.mjs")];
  return { ...launch, nodeArgs, env: { ...launch.env, ...env } };
}

function createSubject(path: string, launch: Subject["launch"]): Subject {
  let columns: ReadonlyMap<string, string> | undefined;
  /** A copy is looked at, because looking takes back what a killed program has left. */
  const look = async <T>(use: (db: Database.Database) => T): Promise<T> => {
    const copy = join(launch.dataDir, "looked-at");
    await mkdir(copy);
    for (const end of ["", "-wal"]) {
      if (existsSync(path + end)) copyFileSync(path + end, join(copy, `copy.db${end}`));
    }
    const db = new Database(join(copy, "copy.db"));
    try {
      return use(db);
    } finally {
      db.close();
      await rm(copy, { recursive: true });
    }
  };
  return {
    launch: { ...launch, env: ONE_OWNER },
    current: () =>
      look((db) =>
        db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() === undefined
          ? 0
          : (db.prepare<[], number>("SELECT coalesce(max(number), 0) FROM migrations").pluck().get() ?? 0),
      ),
    schema: () => look(describe),
    async die(place) {
      const dying = hooked(launch, { TORTURE_DIE_AT: String(place) });
      const { end, stderr } = await runToEnd(dying, ["migrate"]);
      if (end !== "SIGKILL") throw new Error(`migrate ended with ${end}, not by SIGKILL: ${stderr}`);
    },
    content: () =>
      look((db) => {
        columns ??= new Map(KEPT.map((table) => [table, columnsOf(db, table)]));
        const tables = [...columns].map(([table, names]) =>
          names === "" ? [] : db.prepare(`SELECT ${names} FROM ${table} ORDER BY 1, 2`).raw().all(),
        );
        return JSON.stringify(tables);
      }),
    drop: () => rm(launch.dataDir, { recursive: true, force: true }),
  };
}
