/** Steps from owner to owner through an index, since no query may read the whole store; ends with a NULL. */
export const WITH_OWNERS = /* sql */ `
  WITH RECURSIVE owners (owner_id) AS (
    SELECT min(owner_id) FROM entries
    UNION ALL
    SELECT (SELECT min(e.owner_id) FROM entries e WHERE e.owner_id > o.owner_id)
      FROM owners o
     WHERE o.owner_id IS NOT NULL
  )`;

/** Everybody who has an entry. */
export const OWNERS = /* sql */ `
  ${WITH_OWNERS}
  SELECT owner_id FROM owners WHERE owner_id IS NOT NULL`;
