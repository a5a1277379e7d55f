import type { ReadEvent } from "../../domain/activity/activity-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { toDay } from "../shared/last-read-day.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

const LOCKED = /* sql */ `
    SELECT e.n, e.id
      FROM entries e
     WHERE e.owner_id = :owner AND e.id = ANY(:entryIds::text[])
     ORDER BY e.n
       FOR NO KEY UPDATE`;

/**
 * Logs the reads of entries that are `locked`, and marks these with the day of their last read: older reads change
 * nothing, nor does a second one of the day.
 */
const STEPS = (condition: string) => /* sql */ `
  read AS MATERIALIZED (
    SELECT l.n, v.*
      FROM unnest(:entryIds::text[], :times::bigint[], :days::int[], :platforms::text[], :tools::text[])
           WITH ORDINALITY v (entry_id, at, day, platform, tool, place)
      JOIN locked l ON l.id = v.entry_id
     WHERE ${condition}
  ), marked AS (
    UPDATE entries e SET last_read_day = r.day
      FROM (SELECT n, max(day) AS day FROM read GROUP BY n) r
     WHERE e.owner_id = :owner AND e.n = r.n AND (e.last_read_day IS NULL OR e.last_read_day < r.day)
  ), logged AS (
    INSERT INTO reads (owner_id, entry_id, at, platform, tool)
    SELECT :owner, entry_id, at, platform, tool FROM read ORDER BY place
  )`;

/** Waits for nobody: does nothing, and says so, when somebody else has locked one of the entries. */
const TRY = sql(/* sql */ `
  WITH locked AS (${LOCKED} SKIP LOCKED),
  complete AS MATERIALIZED (
    SELECT count(*) = (SELECT count(*) FROM entries WHERE owner_id = :owner AND id = ANY(:entryIds::text[])) AS done
      FROM locked
  ), ${STEPS("(SELECT done FROM complete)")}
  SELECT done FROM complete`);

/** No change of the owner's entries is under way from here on. */
const WAIT_FOR_CHANGES = sql(/* sql */ `
  SELECT 1 FROM owners WHERE owner_id = :owner FOR SHARE`);

const WAIT = sql(/* sql */ `
  WITH locked AS (${LOCKED}), ${STEPS("true")}
  SELECT 1`);

/** What was kept back during an outage comes in one batch, far larger than any other. */
const LARGE = 1_000;
const PATIENCE = { timeoutMs: 60_000 };

/**
 * Appends reads, those of entries that are gone left out. Whoever changes many entries locks them in an order of their own,
 * and so may whoever logs reads of them: to wait while holding some would end in a deadlock. So entries that somebody else
 * is at are waited for only once all changes are over, and then in the order of `n`.
 */
export async function recordReads(
  transactions: Transactions,
  owner: OwnerId,
  events: readonly ReadEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const isLarge = events.length > LARGE;
  const values = {
    owner,
    entryIds: events.map(({ entryId }) => entryId),
    times: events.map(({ at }) => at),
    days: events.map(({ at }) => toDay(at)),
    platforms: events.map(({ platform = null }) => platform),
    tools: events.map(({ tool }) => tool),
  };
  if (!isLarge) {
    const [tried] = await transactions.one<{ readonly done: boolean }>(owner, TRY, values);
    if (tried?.done === true) return;
  }
  await transactions.write(
    owner,
    async (session) => {
      session.send(WAIT_FOR_CHANGES, { owner });
      session.send(WAIT, values);
    },
    isLarge ? PATIENCE : {},
  );
}
