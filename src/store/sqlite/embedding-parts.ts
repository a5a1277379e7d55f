import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

/** What the embeddings of a connection need. */
export interface EmbeddingParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly read: Reader;
  readonly queue: WriteQueue;
}
