import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmbeddingStore } from "../../src/domain/embeddings/embedding-store.ts";
import type { VectorIndex } from "../../src/domain/search/vector-index.ts";
import type { Store } from "../../src/domain/store.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { createSqliteEmbeddings } from "../../src/store/sqlite/embeddings.ts";
import { readMigrations } from "../../src/store/sqlite/migration-files.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createReader } from "../../src/store/sqlite/read.ts";
import { createRevCounter } from "../../src/store/sqlite/rev-counter.ts";
import { createSqliteVectorIndex } from "../../src/store/sqlite/vector-index.ts";
import { createWriteBatch } from "../../src/store/sqlite/write-batch.ts";
import { createWriteQueue } from "../../src/store/sqlite/write-queue.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { createTestClock, MIGRATIONS, silent, type TestClock } from "./backends.ts";

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
];
