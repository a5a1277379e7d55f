import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { RAISE_NEW } from "./rev-floor.ts";
import { sql } from "./sql.ts";
import type { WriteSession } from "./transactions.ts";

/** Takes the lock of the owner's row, and makes the row when it is the owner's first write. */
const LOCK = sql(/* sql */ `
  INSERT INTO owners AS o (owner_id, rev, latest_at, skew_ms) VALUES (:owner, 0, 0, 0)
  ON CONFLICT (owner_id) DO UPDATE SET rev = o.rev
  RETURNING rev, latest_at, skew_ms`);

const SAVE = sql(/* sql */ `
  UPDATE owners SET rev = :rev, latest_at = :latestAt, skew_ms = :skewMs WHERE owner_id = :owner`);

interface CounterRow {
  readonly rev: number;
  readonly latest_at: number;
  readonly skew_ms: number;
}

/** Number and time of a change; of several changes the number of the first one. */
export interface Stamp {
  readonly rev: number;
  /** ms since 1970. */
  readonly now: number;
}

export interface Stamps {
  /** Reserves numbers for `changes` consecutive changes. */
  stamp(changes?: number): Promise<Stamp>;
  /** ms since 1970. */
  now(): number;
}

interface OwnerStamps extends Stamps {
  /** Rejected when the lock could not be taken; whatever was sent after it then fails too, and does not say why. */
  readonly locked: Promise<unknown>;
  save(): void;
}

/** The owner's change counter in one transaction: locked and read at its beginning, counted in memory, written once. */
export function createStamps(session: WriteSession, owner: OwnerId, clock: Clock): OwnerStamps {
  const locked = session.get<CounterRow>(LOCK, { owner }).then(async (row) => {
    const isNew = row !== undefined && row.rev === 0;
    return isNew ? await session.get<CounterRow>(RAISE_NEW, { owner }) : row;
  });
  // Whoever awaits it is told of its failure.
  locked.catch(() => {});
  let counter: { rev: number; latestAt: number; skewMs: number } | undefined;
  let used = 0;

  return {
    locked,
    async stamp(changes = 1) {
      const row = await locked;
      if (row === undefined) throw new Error("The owner's change counter is missing");
      counter ??= { rev: row.rev, latestAt: row.latest_at, skewMs: row.skew_ms };
      const now = clock.now();
      const rev = counter.rev + 1;
      counter.rev += changes;
      used += changes;
      counter.skewMs = Math.max(counter.skewMs, counter.latestAt - now);
      counter.latestAt = Math.max(counter.latestAt, now);
      return { rev, now };
    },
    now: () => clock.now(),
    save() {
      if (counter !== undefined && used > 0) session.send(SAVE, { owner, ...counter });
    },
  };
}
