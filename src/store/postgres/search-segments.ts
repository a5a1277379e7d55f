import { sql } from "./sql.ts";

/**
 * Rev up to which the owner's changes are in the index. The aggregate is inside, so that the comparison is with a bare value:
 * `coalesce` around the query does not count as leakproof, and under row-level security no index would be used for it.
 */
export const INDEXED = "(SELECT coalesce(max(indexed_rev), 0) FROM search_owners WHERE owner_id = :owner)";

/** Rows `e` of a table by their numbers, each by one look into its key, whatever the planner knows of the table. */
export const eachOf = (table: "entries" | "search_documents") => /* sql */ `
    FROM unnest(:numbers::bigint[]) r (n)
   CROSS JOIN LATERAL (SELECT * FROM ${table} e WHERE e.owner_id = :owner AND e.n = r.n OFFSET 0) e`;

/** Renews the claim, for the statement that it begins; without a row in `held` that statement writes nothing. */
const HELD = /* sql */ `
  held AS (UPDATE search_owners SET claimed_until = :until WHERE owner_id = :owner AND claim = :claim
           RETURNING owner_id)`;

export const CLAIM = sql(/* sql */ `
  INSERT INTO search_owners (owner_id, indexed_rev, analyser, next_segment, claim, claimed_until)
  VALUES (:owner, 0, :analyser, 1, :claim, :until)
  ON CONFLICT (owner_id) DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until
   WHERE search_owners.claimed_until <= :now AND search_owners.analyser <= :analyser
  RETURNING owner_id`);

/** Everything is to be indexed again, when an older analyser made what there is. */
export const START_ANEW = sql(/* sql */ `
  UPDATE search_owners SET indexed_rev = 0, analyser = :analyser
   WHERE owner_id = :owner AND claim = :claim AND analyser < :analyser`);

export const RELEASE = sql(/* sql */ `
  UPDATE search_owners SET claimed_until = 0 WHERE owner_id = :owner AND claim = :claim`);

/** For what is written by more than one statement. */
export const RENEW = sql(/* sql */ `
  UPDATE search_owners SET claimed_until = :until WHERE owner_id = :owner AND claim = :claim`);

export const LIST = sql(/* sql */ `
  SELECT segment, low_rev, high_rev, entries, analyser, checked_at
    FROM search_segments WHERE owner_id = :owner AND live = :live ORDER BY high_rev`);

export const BEGIN_PART = sql(/* sql */ `
  WITH taken AS (
    UPDATE search_owners SET claimed_until = :until, next_segment = next_segment + 1
     WHERE owner_id = :owner AND claim = :claim
    RETURNING owner_id, next_segment - 1 AS segment)
  INSERT INTO search_segments (owner_id, segment, low_rev, high_rev, entries, analyser, live, checked_at)
  SELECT owner_id, segment, :low_rev::bigint, :high_rev::bigint, :entries::int, :analyser::int, false, :now::bigint
    FROM taken
  RETURNING segment`);

export const ADD_POSTINGS = sql(/* sql */ `
  WITH ${HELD},
  added AS (
    INSERT INTO search_postings (owner_id, segment, term, found, postings)
    SELECT held.owner_id, :segment::bigint, u.term, u.found, u.postings
      FROM held CROSS JOIN unnest(:terms::text[], :founds::int[], :postings::bytea[]) u (term, found, postings))
  SELECT owner_id FROM held`);

export const FINISH_FLUSH = sql(/* sql */ `
  WITH held AS (
    UPDATE search_owners SET claimed_until = :until, indexed_rev = :to
     WHERE owner_id = :owner AND claim = :claim AND indexed_rev = :from
    RETURNING owner_id),
  finished AS (
    UPDATE search_segments s SET live = true, entries = :entries
      FROM held WHERE s.owner_id = held.owner_id AND s.segment = :segment)
  SELECT owner_id FROM held`);

/** Nothing was changed up to `:to`, or what was is gone. */
export const SKIP = sql(/* sql */ `
  UPDATE search_owners SET claimed_until = :until, indexed_rev = :to
   WHERE owner_id = :owner AND claim = :claim AND indexed_rev = :from
  RETURNING owner_id`);

export const REPLACE = sql(/* sql */ `
  WITH ${HELD},
  replaced AS (
    UPDATE search_segments s
       SET live = (s.segment = :segment), entries = CASE WHEN s.segment = :segment THEN :entries ELSE s.entries END
      FROM held
     WHERE s.owner_id = held.owner_id AND (s.segment = :segment OR s.segment = ANY(:parts::bigint[])))
  SELECT owner_id FROM held`);

export const RETIRE = sql(/* sql */ `
  WITH ${HELD},
  retired AS (
    UPDATE search_segments s SET live = false
      FROM held WHERE s.owner_id = held.owner_id AND s.segment = ANY(:parts::bigint[]))
  SELECT owner_id FROM held`);

export const SET_CHECKED = sql(/* sql */ `
  WITH ${HELD},
  checked AS (
    UPDATE search_segments s SET checked_at = :now
      FROM held WHERE s.owner_id = held.owner_id AND s.segment = :segment)
  SELECT owner_id FROM held`);

/** Walks the terms, so that it never goes over those again that it has removed; `last` is null at the end. */
export const REMOVE_POSTINGS = sql(/* sql */ `
  WITH ${HELD},
  last AS (
    SELECT max(term) AS term
      FROM (SELECT term FROM search_postings
             WHERE owner_id = :owner AND segment = :segment AND term > :after ORDER BY term LIMIT 2000) p),
  removed AS (
    DELETE FROM search_postings p
     USING held
     WHERE p.owner_id = held.owner_id AND p.owner_id = :owner AND p.segment = :segment
       AND p.term > :after AND p.term <= (SELECT term FROM last))
  SELECT last.term AS last FROM held CROSS JOIN last`);

export const REMOVE_PART = sql(/* sql */ `
  WITH ${HELD},
  removed AS (
    DELETE FROM search_segments s
     USING held WHERE s.owner_id = held.owner_id AND s.segment = :segment AND NOT s.live)
  SELECT owner_id FROM held`);

export const COUNT_VALID = sql(/* sql */ `
  SELECT count(*) AS count FROM entries WHERE owner_id = :owner AND rev BETWEEN :low_rev AND :high_rev`);
