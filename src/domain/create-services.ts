import { createReadLog } from "./activity/read-log.ts";
import { createMonitoredReader } from "./briefing/monitored.ts";
import { createChangeFeed } from "./changes/change-feed.ts";
import type { Clock } from "./clock.ts";
import { createCursorCodec } from "./cursor.ts";
import { newId } from "./ids.ts";
import { createSchemaValidator } from "./schemas/schema-validator.ts";
import type { Services } from "./services.ts";
import type { Store } from "./store.ts";

export interface ServicesOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** With an embedding provider. */
  readonly embeddings?: Pick<Services, "embedder" | "embedQuery"> | undefined;
  /** Told of trouble that no caller is told of. */
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface OpenServices {
  readonly services: Services;
  /** Writes what is still waiting to be written; does not close the store. */
  close(): Promise<void>;
}

/** Puts together what use cases work with; does no I/O. */
export function createServices({ store, clock, embeddings, warn }: ServicesOptions): OpenServices {
  const services: Services = {
    store,
    clock,
    cursors: createCursorCodec(store.cursorKey),
    reads: createReadLog({
      store: store.activity,
      onError: (error, waiting, dropped) =>
        warn({ err: error, waiting, dropped }, "reads could not be logged yet"),
    }),
    changes: createChangeFeed({
      store: store.overview,
      signal: store.signal,
      onError: (error) => warn({ err: error }, "changes could not be looked up"),
    }),
    validator: createSchemaValidator({ clock }),
    monitored: createMonitoredReader({ store, clock }),
    ...embeddings,
    newId,
  };
  return {
    services,
    async close() {
      services.changes.close();
      await services.reads.close();
    },
  };
}
