import { AwarenessError } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import type { ActivityStore, ReadEvent } from "./activity-store.ts";

/** Collects read events and writes them in batches, so that no answer waits for its own log line. */
export interface ReadLog {
  record(owner: OwnerId, events: readonly ReadEvent[]): void;
  /** Writes what is waiting; resolves when that is done, or when it takes too long, and goes on writing. */
  flush(): Promise<void>;
  /** The same, and stops the timer. */
  close(): Promise<void>;
}

export interface ReadLogOptions {
  readonly store: ActivityStore;
  /** Longest time an event waits, ms. */
  readonly delayMs?: number;
  /** Events of one owner that trigger a write at once. */
  readonly batchSize?: number;
  /**
   * Told about a batch that could not be written; it is kept and tried again, but for the oldest over 100,000. One that
   * may have been written is dropped.
   */
  onError(error: unknown, waiting: number, dropped: number): void;
}

const MAX_WAITING = 100_000;
/** Longest time between two attempts, ms; it doubles with every failure, so that a day without disk is not a flooded log. */
const MAX_DELAY_MS = 60_000;
const MAX_DOUBLINGS = 16;
/** Longest time that an answer waits for reads to be written, ms: a locked database must not hold up a list. */
const PATIENCE_MS = 250;

function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof AwarenessError && error.details.reason === "unknown_outcome";
}

export function createReadLog(options: ReadLogOptions): ReadLog {
  const { store, delayMs = 500, batchSize = 500, onError } = options;
  const waiting = new Map<OwnerId, ReadEvent[]>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failures = 0;

  function schedule(): void {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void flush();
      },
      Math.min(delayMs * 2 ** failures, MAX_DELAY_MS),
    ).unref();
  }

  async function writeAll(): Promise<void> {
    for (const [owner, events] of waiting) {
      waiting.delete(owner);
      try {
        await store.recordReads(owner, events);
        failures = 0;
      } catch (error) {
        keep(owner, events, error);
        return;
      }
    }
  }

  /** What may have been written is not written again: a line that is missing misleads less than one too many. */
  function keep(owner: OwnerId, events: readonly ReadEvent[], error: unknown): void {
    const later = waiting.get(owner) ?? [];
    const kept = [...(isOutcomeUnknown(error) ? [] : events), ...later].slice(-MAX_WAITING);
    if (kept.length > 0) waiting.set(owner, kept);
    failures = Math.min(failures + 1, MAX_DOUBLINGS);
    onError(error, kept.length, events.length + later.length - kept.length);
    schedule();
  }

  async function flush(): Promise<void> {
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, PATIENCE_MS);
    });
    writing = writing.then(writeAll);
    await Promise.race([writing, late]);
    clearTimeout(patience);
  }

  return {
    record(owner, events) {
      if (events.length === 0) return;
      const list = waiting.get(owner);
      if (list === undefined) waiting.set(owner, [...events]);
      else list.push(...events);
      if (failures === 0 && (list?.length ?? events.length) >= batchSize) void flush();
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
