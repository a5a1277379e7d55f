import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { createLazyEngine } from "../../domain/search/lazy-engine.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { Store } from "../../domain/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type Migration, readMigrations } from "../shared/migration-files.ts";
import { STATE_KEY, unfinishedCopyError } from "../shared/transfer-state.ts";
import { createPostgresActivity } from "./activity.ts";
import { createPostgresAttention } from "./attention.ts";
import { createPostgresBaselines } from "./baselines.ts";
import { createChangeSignal, withAnnouncedInserts, withAnnouncements } from "./change-signal.ts";
import { createPostgresEmbeddings } from "./embeddings.ts";
import { createPostgresEntries } from "./entries.ts";
import { createEntryQueries } from "./entry-queries.ts";
import { createPostgresHistory } from "./history.ts";
import { migrateDatabase } from "./migrate.ts";
import { pendingMigrationsError } from "./migration-errors.ts";
import { connectOnce } from "./once.ts";
import { createPostgresOverview } from "./overview.ts";
import { createPeople } from "./people.ts";
import { createPool } from "./pool.ts";
import { judgeServer, readServerFacts } from "./role-check.ts";
import { readSchema } from "./schema-version.ts";
import { createPostgresSchemas } from "./schemas.ts";
import { createIsSearchBehind } from "./search-lag.ts";
import { testIsolation } from "./self-test.ts";
import { sql } from "./sql.ts";
import { createTransactions, EVERYBODY, type Transactions } from "./transactions.ts";
import { createPostgresTrash } from "./trash.ts";
import { createPostgresUndo } from "./undo.ts";

const READ_SETTINGS = sql(/* sql */ `
  SELECT (SELECT value FROM settings WHERE key = 'cursor_key') AS "cursorKey",
         EXISTS (SELECT 1 FROM settings WHERE key = :copy) AS unfinished`);

const READ_SCHEMA = sql(/* sql */ `
  SELECT max(number) AS number FROM migrations`);

export interface PostgresStoreOptions {
  /** `postgres://…`, or libpq's `key=value` form. */
  readonly url: string;
  /** Folder of the numbered `.sql` files. */
  readonly migrationsDir: string;
  /** Apply what is missing; otherwise an older schema is refused. */
  readonly autoMigrate: boolean;
  /** Refuse a role that row-level security does not bind, and a server that loses what it has confirmed. */
  readonly strict: boolean;
  /** Most connections at once. */
  readonly connections: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called at the first use, and once. */
  loadAnalyser(): Promise<Analyser>;
}

/**
 * Opens the store, migrating its database when allowed: of many nodes that start at once, one does. Other nodes may use
 * the same database, older and newer ones included as long as their schemas serve each other.
 * @throws AwarenessError `unavailable`, with what to do, when the database cannot be served.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, log, clock, strict, connections } = options;
  const migrations = readMigrations(options.migrationsDir);
  const look = () =>
    connectOnce(url, async (client) => ({
      schema: await readSchema(client, migrations),
      facts: await readServerFacts(client),
    }));
  let { schema, facts } = await look();
  if (schema < migrations.length) {
    await requireSchema(options, schema, migrations.length);
    ({ facts } = await look());
  }
  const isBound = judgeServer(facts, strict, log);
  const transactions = createTransactions(createPool({ url, log, max: connections }), clock);
  try {
    if (isBound) await testIsolation(transactions);
    return await assembleStore(transactions, migrations, options);
  } catch (error) {
    await transactions.close();
    throw error;
  }
}

async function requireSchema(options: PostgresStoreOptions, current: number, newest: number): Promise<void> {
  if (!options.autoMigrate) throw pendingMigrationsError(current, newest);
  await migrateDatabase(options).catch((error: unknown) => {
    const mayNot = error instanceof AwarenessError && error.details.reason === "missing_rights";
    throw mayNot ? pendingMigrationsError(current, newest, error) : error;
  });
}

interface Settings {
  readonly cursorKey: Buffer | null;
  readonly unfinished: boolean;
}

/** @throws AwarenessError `unavailable` (`unfinished_copy`). */
async function readCursorKey(transactions: Transactions): Promise<Uint8Array> {
  const settings = await transactions.read(EVERYBODY, (session) =>
    session.get<Settings>(READ_SETTINGS, { copy: STATE_KEY }),
  );
  if (settings?.unfinished === true) throw unfinishedCopyError();
  const cursorKey = settings?.cursorKey ?? null;
  if (cursorKey === null) throw new Error("The cursor key is missing");
  return cursorKey;
}

/**
 * The store on a database that has been looked at.
 * @throws AwarenessError `unavailable` (`unfinished_copy`).
 */
export async function assembleStore(
  plain: Transactions,
  migrations: readonly Migration[],
  { url, clock, log, loadAnalyser }: Pick<PostgresStoreOptions, "url" | "clock" | "log" | "loadAnalyser">,
): Promise<Store> {
  const cursorKey = await readCursorKey(plain);
  const { close: closeSignal, ...signal } = createChangeSignal({
    url,
    transactions: plain,
    key: cursorKey,
    log,
  });
  const transactions = withAnnouncements(plain, signal);
  const queries = createEntryQueries(clock);
  const parts = { transactions, clock, queries };
  let loaded: Promise<Analyser> | undefined;
  const loadOnce = () => {
    loaded ??= loadAnalyser();
    return loaded;
  };
  const search = createLazyEngine(async () => {
    const [{ createSearchEngine }, { createPostgresSearch }, analyser] = await Promise.all([
      import("../../domain/search/engine.ts"),
      import("./open-search.ts"),
      loadOnce(),
    ]);
    return createSearchEngine({
      ...createPostgresSearch({ transactions: plain, clock, analyser }),
      analyser,
      onError: (error) => log.warn({ err: error }, "the search index could not be brought up to date"),
    });
  });

  return {
    entries: withAnnouncedInserts(createPostgresEntries(parts), signal),
    trash: createPostgresTrash(parts),
    history: createPostgresHistory(parts),
    undo: createPostgresUndo(parts),
    overview: createPostgresOverview(parts),
    activity: createPostgresActivity(parts),
    attention: createPostgresAttention(parts),
    schemas: createPostgresSchemas(parts),
    baselines: createPostgresBaselines(parts),
    ...createPeople(parts),
    search,
    embeddings: createPostgresEmbeddings(parts),
    signal,
    analyser: loadOnce,
    isSearchBehind: createIsSearchBehind(parts),
    cursorKey,
    async check() {
      const found = await transactions.read(
        EVERYBODY,
        (session) => session.get<{ readonly number: number | null }>(READ_SCHEMA, {}),
        // A burst is no reason to send requests to the other nodes, which have it too.
        { queue: "joined" },
      );
      const current = found?.number ?? 0;
      if (current < migrations.length) throw pendingMigrationsError(current, migrations.length);
    },
    async close() {
      await search.close();
      await closeSignal();
      await transactions.close();
    },
  };
}
