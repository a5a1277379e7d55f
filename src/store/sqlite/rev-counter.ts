import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { newerSchemaError } from "./migration-errors.ts";

const READ_COUNTER = /* sql */ `
  SELECT rev, latest_at, skew_ms, (SELECT max(number) FROM migrations) AS schema
    FROM rev_counter
   WHERE id = 1`;

const WRITE_COUNTER = /* sql */ `
  UPDATE rev_counter SET rev = ?, latest_at = ?, skew_ms = ? WHERE id = 1`;

interface CounterRow {
  readonly rev: number;
  readonly latest_at: number;
  readonly skew_ms: number;
  readonly schema: number;
}

/** Number and time of a change; of several changes the number of the first one. */
export interface Stamp {
  readonly rev: number;
  /** ms since 1970. */
  readonly now: number;
}

/** The change counter inside one write transaction: read once, counted in memory, written once. */
export interface RevCounter {
  /** Starts a transaction. @throws AwarenessError `unavailable` when a newer program has migrated the database. */
  load(): void;
  /** Reserves `changes` consecutive numbers. */
  stamp(changes?: number): Stamp;
  /** ms since 1970. */
  now(): number;
  /** Writes the counter if numbers were given out. */
  save(): void;
}

export function createRevCounter(db: Database, clock: Clock, knownSchema: number): RevCounter {
  const read = db.prepare<[], CounterRow>(READ_COUNTER);
  const write = db.prepare<[number, number, number]>(WRITE_COUNTER);
  let saved = 0;
  let rev = 0;
  let latestAt = 0;
  let skewMs = 0;

  return {
    load() {
      const row = read.get();
      if (row === undefined) throw new Error("The rev counter is missing");
      if (row.schema > knownSchema) throw newerSchemaError(row.schema, knownSchema);
      saved = rev = row.rev;
      latestAt = row.latest_at;
      skewMs = row.skew_ms;
    },
    stamp(changes = 1) {
      const now = clock.now();
      const first = rev + 1;
      rev += changes;
      skewMs = Math.max(skewMs, latestAt - now);
      latestAt = Math.max(latestAt, now);
      return { rev: first, now };
    },
    now: () => clock.now(),
    save() {
      if (rev !== saved) write.run(rev, latestAt, skewMs);
    },
  };
}
