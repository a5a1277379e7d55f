import type { Claim, EmbeddingQueue } from "../../domain/embeddings/embedding-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { AFTER_ENTRY_COLUMNS, ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { DIMENSIONS } from "./embedding-state.ts";
import { plannedSql, sql } from "./sql.ts";
import type { WriteSession } from "./transactions.ts";

/**
 * Nobody waits for what another node is taking, nor gets it. What has expired leaves the queue. The first entry is taken
 * whatever its size, the others as long as they fit.
 */
const TAKE = plannedSql(/* sql */ `
  WITH due AS MATERIALIZED (
    SELECT q.n, q.next_at, q.attempts
      FROM embedding_queue q
     WHERE q.owner_id = :owner AND q.model = :model AND q.next_at <= :now
     ORDER BY q.next_at, q.n
     LIMIT :limit::bigint
       FOR UPDATE SKIP LOCKED
  ), sized AS MATERIALIZED (
    SELECT d.*, ${IS_LIVE} AS live,
           row_number() OVER so_far = 1 OR sum(octet_length(e.data)) OVER so_far <= :mostData::bigint AS fits
      FROM due d
      JOIN entries e ON e.owner_id = :owner AND e.n = d.n
    WINDOW so_far AS (ORDER BY d.next_at, d.n)
  ), dropped AS (
    DELETE FROM embedding_queue q
     USING sized s WHERE q.owner_id = :owner AND q.model = :model AND q.n = s.n AND s.fits AND NOT s.live
  ), taken AS (
    UPDATE embedding_queue q SET next_at = :until, claimed_until = :until
      FROM sized s WHERE q.owner_id = :owner AND q.model = :model AND q.n = s.n AND s.fits AND s.live
  )
  SELECT ${ENTRY_COLUMNS}, s.attempts, s.live, ${DIMENSIONS} AS dimensions,
         (SELECT v.text_hash FROM embeddings v
           WHERE v.owner_id = :owner AND v.model = :model AND v.n = s.n AND v.chunk = 0
             AND v.dimensions = ${DIMENSIONS}) AS hash
    FROM sized s
    JOIN entries e ON e.owner_id = :owner AND e.n = s.n
   WHERE s.fits
   ORDER BY s.next_at, s.n`);

/** Such a row would otherwise be read again and again, and nothing behind it. */
const GIVE_UP_DAMAGED = sql(/* sql */ `
  UPDATE embedding_queue
     SET attempts = attempts + 1, next_at = NULL, claimed_until = 0, error_code = 'damaged', error = :message,
         failed_at = :now
   WHERE n = :n AND model = :model AND owner_id = :owner`);

/** Bytes of data in one lease, unless a single entry has more. */
const MOST_DATA = 1_000_000;

type More = readonly [attempts: number, live: boolean, dimensions: number | null, hash: Buffer | null];

interface Place {
  readonly owner: string;
  readonly model: string;
  readonly now: number;
}

/** Hands out what is due. */
export function createClaim({ transactions, clock }: EmbeddingParts): EmbeddingQueue["claim"] {
  return async (owner, model, { limit, leaseMs }) => {
    if (limit <= 0) return { claims: [], until: 0 };
    return transactions.write(owner, async (session) => {
      const place = { owner, model, now: clock.now() };
      const until = place.now + leaseMs;
      let claims: readonly Claim[] = [];
      let rows: readonly EntryRow[];
      do {
        rows = await session.rows<EntryRow>(TAKE, { ...place, until, limit, mostData: MOST_DATA });
        claims = rows.flatMap((row) => toClaim(session, row, place) ?? []);
      } while (claims.length === 0 && rows.length > 0);
      const [first] = rows;
      if (first === undefined) return { claims, until: 0 };
      const [, , dimensions] = moreOf(first);
      return dimensions === null ? { claims, until } : { claims, until, dimensions };
    });
  };
}

/** `undefined` for an entry that has expired or cannot be read; the latter is given up. */
function toClaim(session: WriteSession, row: EntryRow, place: Place): Claim | undefined {
  const [number] = row;
  const [attempts, live, , hash] = moreOf(row);
  if (!live) return undefined;
  try {
    const claim = { number, entry: toEntry(row), attempts };
    return hash === null ? claim : { ...claim, embeddedHash: hash };
  } catch (error) {
    if (!(error instanceof AwarenessError)) throw error;
    session.send(GIVE_UP_DAMAGED, { ...place, n: number, message: error.message });
    return undefined;
  }
}

function moreOf(row: EntryRow): More {
  return row.slice(AFTER_ENTRY_COLUMNS) as unknown as More;
}
