import type { OwnerId } from "../owner.ts";
import type { ActivityStore, ReadEvent } from "./activity-store.ts";

/** Collects read events and writes them in batches, so that no answer waits for its own log line. */
export interface ReadLog {
  record(owner: OwnerId, events: readonly ReadEvent[]): void;
  /** Writes what is waiting. */
  flush(): Promise<void>;
  /** Flushes and stops the timer. */
  close(): Promise<void>;
}

export interface ReadLogOptions {
  readonly store: ActivityStore;
  /** Longest time an event waits, ms. */
  readonly delayMs?: number;
  /** Events of one owner that trigger a write at once. */
  readonly batchSize?: number;
  /** Told about a batch that could not be written; the batch is kept and tried again. */
  onError(error: unknown, waiting: number): void;
}

const MAX_WAITING = 100_000;

export function createReadLog(options: ReadLogOptions): ReadLog {
  const { store, delayMs = 500, batchSize = 500, onError } = options;
  const waiting = new Map<OwnerId, ReadEvent[]>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, delayMs).unref();
  }

  async function writeAll(): Promise<void> {
    for (const [owner, events] of waiting) {
      waiting.delete(owner);
      try {
        await store.recordReads(owner, events);
      } catch (error) {
        const kept = [...events, ...(waiting.get(owner) ?? [])].slice(-MAX_WAITING);
        waiting.set(owner, kept);
        onError(error, kept.length);
        schedule();
        return;
      }
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  return {
    record(owner, events) {
      if (events.length === 0) return;
      const list = waiting.get(owner);
      if (list === undefined) waiting.set(owner, [...events]);
      else list.push(...events);
      if ((list?.length ?? events.length) >= batchSize) void flush();
      else schedule();
    },
    flush,
    async close() {
      clearTimeout(timer);
      await flush();
      clearTimeout(timer);
    },
  };
}
