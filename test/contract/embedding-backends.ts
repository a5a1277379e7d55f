import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmbeddingStore } from "../../src/domain/embeddings/embedding-store.ts";
import type { VectorIndex } from "../../src/domain/search/vector-index.ts";
import type { Store } from "../../src/domain/store.ts";
import { createPostgresEmbeddings } from "../../src/store/postgres/embeddings.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import { createTransactions } from "../../src/store/postgres/transactions.ts";
import { createPostgresVectorIndex } from "../../src/store/postgres/vector-index.ts";
import { readMigrations } from "../../src/store/shared/migration-files.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { createSqliteEmbeddings } from "../../src/store/sqlite/embeddings.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createReader } from "../../src/store/sqlite/read.ts";
import { createRevCounter } from "../../src/store/sqlite/rev-counter.ts";
import { createSqliteVectorIndex } from "../../src/store/sqlite/vector-index.ts";
import { createWriteBatch } from "../../src/store/sqlite/write-batch.ts";
import { createWriteQueue } from "../../src/store/sqlite/write-queue.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { createTestClock, MIGRATIONS, openPostgres, silent, type TestClock } from "./backends.ts";
import { takeDatabase } from "./postgres-backend.ts";

const BUSY_TIMEOUT_MS = 10_000;

/** A store with its embeddings. */
export interface OpenedEmbeddings {
  readonly store: Store;
  readonly embeddings: EmbeddingStore;
  readonly index: VectorIndex;
  readonly clock: TestClock;
  /** As another process would open the same database, with the same clock. */
  another(): Promise<OpenedEmbeddings>;
  close(): Promise<void>;
}

export type OpenEmbeddings = () => Promise<OpenedEmbeddings>;

export interface EmbeddingBackend {
  readonly name: string;
  readonly open: OpenEmbeddings;
}

/** Opens a database file; the embeddings have a connection of their own. */
export async function openEmbeddings(path: string, clock: TestClock): Promise<OpenedEmbeddings> {
  const options = { path, migrationsDir: MIGRATIONS, autoMigrate: true, clock, log: silent, loadAnalyser };
  const store = await openSqliteStore(options);
  const db = await connect({ path, log: silent, busyTimeoutMs: BUSY_TIMEOUT_MS });
  const read = createReader(db, BUSY_TIMEOUT_MS);
  const counter = createRevCounter(db, clock, readMigrations(MIGRATIONS).length);
  const queue = createWriteQueue(
    createWriteBatch(db, counter, () => {}),
    BUSY_TIMEOUT_MS,
  );
  return {
    store,
    embeddings: createSqliteEmbeddings({ db, clock, read, queue }),
    index: createSqliteVectorIndex(db, read),
    clock,
    another: () => openEmbeddings(path, clock),
    async close() {
      await queue.close();
      db.close();
      await store.close();
    },
  };
}

/** Opens a database; the embeddings have connections of their own. */
export async function openOnPostgres(url: string, clock: TestClock): Promise<OpenedEmbeddings> {
  const store = await openPostgres(url, clock);
  const transactions = createTransactions(createPool({ url, log: silent, max: 4 }), clock);
  return {
    store,
    embeddings: createPostgresEmbeddings({ transactions, clock }),
    index: createPostgresVectorIndex({ transactions, clock }),
    clock,
    another: () => openOnPostgres(url, clock),
    async close() {
      await transactions.close();
      await store.close();
    },
  };
}

/** Every engine that must behave the same. */
export const EMBEDDING_BACKENDS: readonly EmbeddingBackend[] = [
  {
    name: "SQLite",
    async open() {
      const folder = await mkdtemp(join(tmpdir(), "awareness-embeddings-"));
      const opened = await openEmbeddings(join(folder, "store.db"), createTestClock());
      return {
        ...opened,
        async close() {
          await opened.close();
          await rm(folder, { recursive: true });
        },
      };
    },
  },
  {
    name: "Postgres",
    async open() {
      const database = await takeDatabase();
      const opened = await openOnPostgres(database.url, createTestClock());
      return {
        ...opened,
        async close() {
          await opened.close();
          await database.giveBack();
        },
      };
    },
  },
];
