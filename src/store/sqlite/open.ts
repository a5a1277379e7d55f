import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { createLazyEngine } from "../../domain/search/lazy-engine.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { Store } from "../../domain/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type Migration, readMigrations } from "../shared/migration-files.ts";
import { STATE_KEY, unfinishedCopyError } from "../shared/transfer-state.ts";
import { createSqliteAccounts } from "./accounts.ts";
import { createSqliteActivity } from "./activity.ts";
import { createSqliteAttention } from "./attention.ts";
import { createSqliteBaselines } from "./baselines.ts";
import { createBurier } from "./bury.ts";
import { retryBusy } from "./busy.ts";
import { connect } from "./connection.ts";
import { createSqliteEmbeddings } from "./embeddings.ts";
import { createSqliteEntries } from "./entries.ts";
import { withLinks } from "./entry-links.ts";
import { createEntryQueries } from "./entry-queries.ts";
import { createEntryWriter } from "./entry-writer.ts";
import { MEMORY, prepareFile } from "./file.ts";
import { createIdentityCheck } from "./file-identity.ts";
import { createSqliteHistory } from "./history.ts";
import { createSqliteIdentities } from "./identities.ts";
import { withLazyStatements } from "./lazy-statements.ts";
import { currentSchema, migrateConnection } from "./migrate.ts";
import { pendingMigrationsError } from "./migration-errors.ts";
import { createSqliteOverview } from "./overview.ts";
import { createPurge } from "./purge.ts";
import { createReader } from "./read.ts";
import { createRestorer } from "./restore.ts";
import { createRevCounter } from "./rev-counter.ts";
import { createRowChanges } from "./row-changes.ts";
import { createSqliteSchemas } from "./schemas.ts";
import { createIsSearchBehind } from "./search-lag.ts";
import { createSqliteSessions } from "./sessions.ts";
import { createSqliteTokens } from "./tokens.ts";
import { createSqliteTrash } from "./trash.ts";
import { createWriteBatch } from "./write-batch.ts";
import { createWriteQueue } from "./write-queue.ts";

const READ_SETTINGS = /* sql */ `
  SELECT (SELECT value FROM settings WHERE key = 'cursor_key') AS cursorKey,
         EXISTS (SELECT 1 FROM settings WHERE key = ?) AS unfinished`;

const BUSY_TIMEOUT_MS = 10_000;

export interface SqliteStoreOptions {
  /** Absolute path of the file, or `:memory:`. */
  readonly path: string;
  /** Folder of the numbered `.sql` files. */
  readonly migrationsDir: string;
  /** Apply what is missing; otherwise an older schema is refused. */
  readonly autoMigrate: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called at the first use, and once. */
  loadAnalyser(): Promise<Analyser>;
  /** How long an operation may wait for other programs' locks, ms; 10 s when left out. */
  readonly busyTimeoutMs?: number;
  /** Compile every statement at once, as a server for many does, instead of each when it first runs. */
  readonly eager?: boolean;
}

/**
 * Opens the store, making and migrating its file when allowed. Other processes may use the same file.
 * @throws AwarenessError `unavailable`, with what to do, when the file cannot be served; nothing is changed then.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { path, migrationsDir, log, busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
  const migrations = readMigrations(migrationsDir);
  if (path !== MEMORY) prepareFile(path, log);
  const db = await connect({ path, log, busyTimeoutMs });
  try {
    await requireSchema(db, migrations, { ...options, busyTimeoutMs });
    return assemble(db, migrations, { ...options, busyTimeoutMs });
  } catch (error) {
    db.close();
    throw error;
  }
}

type Resolved = SqliteStoreOptions & { readonly busyTimeoutMs: number };

async function requireSchema(
  db: Database,
  migrations: readonly Migration[],
  { autoMigrate, clock, log, busyTimeoutMs }: Resolved,
): Promise<void> {
  const current = await retryBusy(() => currentSchema(db, migrations), busyTimeoutMs);
  if (current === migrations.length) return;
  if (!autoMigrate) throw pendingMigrationsError(current, migrations.length);
  await migrateConnection(db, { migrations, clock, log, busyTimeoutMs });
}

/** @throws AwarenessError `unavailable` (`unfinished_copy`). */
function readCursorKey(db: Database): Uint8Array {
  const settings = db
    .prepare<[string], { readonly cursorKey: Buffer | null; readonly unfinished: number }>(READ_SETTINGS)
    .get(STATE_KEY);
  if (settings?.unfinished === 1) throw unfinishedCopyError();
  const cursorKey = settings?.cursorKey ?? null;
  if (cursorKey === null) throw new Error("The cursor key is missing");
  return cursorKey;
}

function assemble(
  connection: Database,
  migrations: readonly Migration[],
  { path, clock, log, busyTimeoutMs, eager, loadAnalyser }: Resolved,
): Store {
  const cursorKey = readCursorKey(connection);
  const db = eager === true ? connection : withLazyStatements(connection);
  const checkIdentity = path === MEMORY ? () => {} : createIdentityCheck(path, clock);
  const read = createReader(db, busyTimeoutMs);
  const counter = createRevCounter(db, clock, migrations.length);
  const queue = createWriteQueue(createWriteBatch(connection, counter, checkIdentity), busyTimeoutMs);
  const queries = createEntryQueries(db, clock);
  const changes = withLinks(db, createRowChanges(db));
  const burier = createBurier(db, changes);
  const writer = createEntryWriter(db, changes, burier);
  const restorer = createRestorer(db, changes, burier);
  const purge = createPurge(db);

  let loaded: Promise<Analyser> | undefined;
  const loadOnce = () => {
    loaded ??= loadAnalyser();
    return loaded;
  };
  const isSearchBehind = createIsSearchBehind(db, clock);
  const search = createLazyEngine(async () => {
    // Loaded on demand: a server has a thread for this, and a stdio start must not pay for it.
    const [{ createSearchEngine }, { createSqliteSearch }, analyser] = await Promise.all([
      import("../../domain/search/engine.ts"),
      import("./open-search.ts"),
      loadOnce(),
    ]);
    return createSearchEngine({
      ...createSqliteSearch({ db, clock, read, analyser, busyTimeoutMs }),
      analyser,
      onError: (error) => log.warn({ err: error }, "the search index could not be brought up to date"),
    });
  });

  return {
    entries: createSqliteEntries({ db, clock, read, queue, writer, queries }),
    trash: createSqliteTrash({ db, clock, read, queue, queries, burier, restorer, purge }),
    history: createSqliteHistory(db, read),
    overview: createSqliteOverview(db, clock, read),
    activity: createSqliteActivity(db, clock, read, queue),
    attention: createSqliteAttention(db, clock, read),
    schemas: createSqliteSchemas(db, clock, read),
    baselines: createSqliteBaselines(db, read, queue),
    accounts: createSqliteAccounts(db, read),
    identities: createSqliteIdentities(db, read, queue),
    sessions: createSqliteSessions(db, clock, read, queue),
    tokens: createSqliteTokens(db, read, queue),
    search,
    embeddings: createSqliteEmbeddings({ db, clock, read, queue }),
    analyser: loadOnce,
    isSearchBehind: (version) => read(() => isSearchBehind(version)),
    cursorKey,
    async check() {
      const schema = await read(() => currentSchema(db, migrations));
      checkIdentity();
      if (schema < migrations.length) throw pendingMigrationsError(schema, migrations.length);
    },
    async close() {
      await search.close();
      await queue.close();
      connection.close();
    },
  };
}
