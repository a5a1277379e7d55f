import pg from "pg";
import { inject } from "vitest";
import type { Clock } from "../../src/domain/clock.ts";
import { isUsable } from "../../src/store/postgres/pgvector.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import type { Session } from "../../src/store/postgres/session.ts";
import type { Parameters, Statement } from "../../src/store/postgres/sql.ts";
import { createTransactions, type Transactions } from "../../src/store/postgres/transactions.ts";
import { readMigrations } from "../../src/store/shared/migration-files.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createPgliteTransactions, startPglite } from "../helpers/postgres/pglite.ts";
import { silent } from "./backends.ts";
import { POSTGRES_MIGRATIONS, takeDatabase } from "./postgres-backend.ts";

/** A migrated database in which pgvector can be used. */
export interface WithPgvector {
  /** As the owner of the tables. */
  query<Row>(text: string, values?: unknown[]): Promise<{ readonly rows: Row[] }>;
  /** As a role that row-level security binds. */
  transactions(clock: Clock, onStatement: (text: string) => void): Transactions;
  close(): Promise<void>;
}

async function openPglite(): Promise<WithPgvector> {
  const role = "app";
  const db = await startPglite();
  for (const { sql } of readMigrations(POSTGRES_MIGRATIONS)) await db.exec(sql);
  await db.exec(`CREATE ROLE ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  return {
    query: (text, values) => db.query(text, values),
    transactions: (clock, onStatement) => createPgliteTransactions(db, { role, clock, onStatement }),
    close: () => db.close(),
  };
}

async function openServer(): Promise<WithPgvector> {
  const database = await takeDatabase();
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const opened: Transactions[] = [];
  return {
    query: (text, values) => admin.query(text, values) as never,
    transactions(clock, onStatement) {
      const transactions = createTransactions(createPool({ url: database.url, log: silent, max: 4 }), clock);
      opened.push(transactions);
      return watchTransactions(transactions, onStatement);
    },
    async close() {
      for (const transactions of opened) await transactions.close();
      await admin.query("DROP EXTENSION IF EXISTS vector CASCADE");
      await admin.query(DROP_TABLES);
      await admin.end();
      await database.giveBack();
    },
  };
}

/** What migrations have not made. */
const DROP_TABLES = `
  DO $$
  DECLARE made regclass;
  BEGIN
    FOR made IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname LIKE 'embedding\\_vectors\\_%' LOOP
      EXECUTE 'DROP TABLE ' || made;
    END LOOP;
  END $$`;

function watchTransactions(transactions: Transactions, onStatement: (text: string) => void): Transactions {
  const noting =
    <Result>(send: (statement: () => Statement, values: Parameters) => Promise<Result>) =>
    (statement: () => Statement, values: Parameters) => {
      onStatement(statement().text);
      return send(statement, values);
    };
  const watch = <S extends Session>(session: S): S => ({
    ...session,
    get: noting(session.get),
    rows: noting(session.rows),
    run: noting(session.run),
  });
  return {
    ...transactions,
    read: (scope, work, patience) => transactions.read(scope, (session) => work(watch(session)), patience),
    write: (scope, work, patience) => transactions.write(scope, (session) => work(watch(session)), patience),
  };
}

/** Packagers may be years behind; then the database inside of this process is all there is. */
export async function pgvectorBackends() {
  const { rows } = await withClient(inject("postgresUrl"), (client) =>
    client.query<{ version: string }>(
      "SELECT default_version AS version FROM pg_available_extensions WHERE name = 'vector'",
    ),
  );
  const onServer = rows.some(({ version }) => isUsable({ schema: "", version }));
  return [
    { name: "PGlite", open: openPglite },
    ...(onServer ? [{ name: "a server", open: openServer }] : []),
  ];
}
