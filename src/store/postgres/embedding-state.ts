import { sql } from "./sql.ts";

/**
 * Whoever settles an entry, or stores vectors, holds the lock of the owner's row, so that the entry is not edited, and not
 * queued for that, meanwhile. An owner without that row has nothing to be settled.
 */
export const LOCK_OWNER = sql(/* sql */ `
  SELECT 1 FROM owners WHERE owner_id = :owner FOR NO KEY UPDATE`);

/**
 * Up to which rev the entries of `:owner` were looked at for `:model`. The aggregate is inside: a bare value can be compared
 * through an index under row-level security, `coalesce` around a query cannot.
 */
export const SEEN = /* sql */ `
  (SELECT coalesce(max(s.queued_rev), 0) FROM embedding_state s WHERE s.owner_id = :owner AND s.model = :model)`;

/** Length of the vectors; null before the first. */
export const DIMENSIONS = /* sql */ `
  (SELECT s.dimensions FROM embedding_state s WHERE s.owner_id = :owner AND s.model = :model)`;
