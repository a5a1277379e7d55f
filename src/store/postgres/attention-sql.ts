import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import { sql } from "./sql.ts";

const LIMIT = "LIMIT :limit::bigint";

const ACTIVE_ALERTS = /* sql */ `
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'alert' AND NOT e.resolved AND ${IS_LIVE}`;

export const LIST_REVS_OF_ACTIVE_ALERTS = sql(/* sql */ `
  SELECT e.rev ${ACTIVE_ALERTS}
   ORDER BY e.rev DESC
   ${LIMIT}`);

export const LIST_ACTIVE_ALERTS = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS} ${ACTIVE_ALERTS} AND e.rev > :afterRev::bigint
   ORDER BY e.rev DESC
   ${LIMIT}`);

export const COUNT_ACTIVE_ALERTS = sql(/* sql */ `
  SELECT count(*) AS count ${ACTIVE_ALERTS}`);

const STATUSES = /* sql */ `
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'status' AND e.deleted_at IS NULL`;

/** Steps from source to source through the index: one step and one row each, whatever the number of statuses. */
export const LIST_STATUSES = sql(/* sql */ `
  WITH RECURSIVE sources (source) AS (
    SELECT (SELECT e.source ${STATUSES} ORDER BY e.source, e.rev LIMIT 1)
    UNION ALL
    SELECT (SELECT e.source ${STATUSES} AND e.source > s.source ORDER BY e.source, e.rev LIMIT 1)
      FROM sources s
     WHERE s.source IS NOT NULL
  )
  SELECT ${ENTRY_COLUMNS}
    FROM sources s
   CROSS JOIN LATERAL (
         SELECT ${ENTRY_COLUMNS} ${STATUSES} AND e.source = s.source
            AND (e.expires_at IS NULL OR e.expires_at > :now)
          ORDER BY e.rev DESC LIMIT 1) e
   ORDER BY s.source`);

const SUPPRESSIONS = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'suppression' AND e.deleted_at IS NULL`;

/** By expiry, because nearly all suppressions that there are have expired. */
export const LIST_SUPPRESSIONS = sql(/* sql */ `
  ${SUPPRESSIONS} AND e.expires_at IS NULL
  UNION ALL
  ${SUPPRESSIONS} AND e.expires_at > :now
   ORDER BY rev DESC
   ${LIMIT}`);

export const LIST_PATTERNS = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'pattern' AND ${IS_LIVE}
   ORDER BY e.rev DESC
   ${LIMIT}`);

const inState = (state: "fired" | "pending" | "snoozed") => /* sql */ `
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'intention' AND e.state = '${state}' AND ${IS_LIVE}`;

const HAS_COME = "e.due_at <= :nowText";

const longestDue = (condition: string) => /* sql */ `
  (SELECT ${ENTRY_COLUMNS}, e.due_at ${condition} ORDER BY e.due_at, e.rev ${LIMIT})`;

/** A fired intention is due whatever its time; one that never had a time comes first. */
export const LIST_DUE = sql(/* sql */ `
  ${longestDue(`${inState("fired")} AND e.due_at IS NULL`)}
  UNION ALL
  ${longestDue(`${inState("fired")} AND e.due_at IS NOT NULL`)}
  UNION ALL
  ${longestDue(`${inState("pending")} AND ${HAS_COME}`)}
  UNION ALL
  ${longestDue(`${inState("snoozed")} AND ${HAS_COME}`)}
   ORDER BY due_at NULLS FIRST, rev
   ${LIMIT}`);

export const COUNT_DUE = sql(/* sql */ `
  SELECT (SELECT count(*) ${inState("fired")})
       + (SELECT count(*) ${inState("pending")} AND ${HAS_COME})
       + (SELECT count(*) ${inState("snoozed")} AND ${HAS_COME}) AS count`);

export const COUNT_PENDING = sql(/* sql */ `
  SELECT (SELECT count(*) ${inState("pending")} AND e.due_at IS NULL)
       + (SELECT count(*) ${inState("pending")} AND e.due_at > :nowText) AS count`);
