import type { ReadLog } from "./activity/read-log.ts";
import type { MonitoredReader } from "./briefing/monitored.ts";
import type { ChangeFeed } from "./changes/change-feed.ts";
import type { Clock } from "./clock.ts";
import type { CursorCodec } from "./cursor.ts";
import type { Embedder } from "./embeddings/embed-entries.ts";
import type { EmbedQuery } from "./embeddings/query-vector.ts";
import type { Author } from "./entries/entry.ts";
import type { OwnerId } from "./owner.ts";
import type { SchemaValidator } from "./schemas/schema-validator.ts";
import type { Store } from "./store.ts";

/** What use cases work with; made once per process. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly cursors: CursorCodec;
  readonly reads: ReadLog;
  readonly changes: ChangeFeed;
  readonly monitored: MonitoredReader;
  readonly validator: SchemaValidator;
  /** Absent while no embedding provider is configured. */
  readonly embedder?: Embedder | undefined;
  readonly embedQuery?: EmbedQuery | undefined;
  newId(): string;
}

/** On whose behalf a use case runs, and who is said to have done it. */
export interface Caller {
  readonly owner: OwnerId;
  readonly author: Author;
}
