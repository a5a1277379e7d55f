import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import { DUE_AT, INTENTION_STATE, IS_UNRESOLVED } from "./data-expressions.ts";
import { LIMIT } from "./limit.ts";

const ACTIVE_ALERTS = /* sql */ `
    FROM entries e INDEXED BY entries_active_alerts
   WHERE e.owner_id = :owner AND e.type = 'alert' AND ${IS_UNRESOLVED} AND ${IS_LIVE}`;

/** Reads the index alone. */
export const LIST_REVS_OF_ACTIVE_ALERTS = /* sql */ `
  SELECT e.rev ${ACTIVE_ALERTS}
   ORDER BY e.rev DESC
   ${LIMIT}`;

export const LIST_ACTIVE_ALERTS = /* sql */ `
  SELECT ${ENTRY_COLUMNS} ${ACTIVE_ALERTS} AND e.rev > :afterRev
   ORDER BY e.rev DESC
   ${LIMIT}`;

export const COUNT_ACTIVE_ALERTS = /* sql */ `
  SELECT count(*) ${ACTIVE_ALERTS}`;

const STATUSES = /* sql */ `
    FROM entries e INDEXED BY entries_statuses
   WHERE e.owner_id = :owner AND e.type = 'status' AND e.deleted_at IS NULL`;

/** Steps from source to source through the index: one step and one row each, whatever the number of statuses. */
export const LIST_STATUSES = /* sql */ `
  WITH RECURSIVE sources (source) AS (
    SELECT (SELECT min(e.source) ${STATUSES})
    UNION ALL
    SELECT (SELECT min(e.source) ${STATUSES} AND e.source > s.source)
      FROM sources s
     WHERE s.source IS NOT NULL
  )
  SELECT ${ENTRY_COLUMNS}
    FROM sources s
   CROSS JOIN entries e
      ON e.n = (SELECT e.n ${STATUSES} AND e.source = s.source AND (e.expires_at IS NULL OR e.expires_at > :now)
                 ORDER BY e.rev DESC LIMIT 1)
   WHERE s.source IS NOT NULL
   ORDER BY s.source`;

const SUPPRESSIONS = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_suppressions
   WHERE e.owner_id = :owner AND e.type = 'suppression' AND e.deleted_at IS NULL`;

/** By expiry, because nearly all suppressions that there are have expired. */
export const LIST_SUPPRESSIONS = /* sql */ `
  ${SUPPRESSIONS} AND e.expires_at IS NULL
  UNION ALL
  ${SUPPRESSIONS} AND e.expires_at > :now
   ORDER BY rev DESC
   ${LIMIT}`;

export const LIST_PATTERNS = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_by_type
   WHERE e.owner_id = :owner AND e.type = 'pattern' AND ${IS_LIVE}
   ORDER BY e.rev DESC
   ${LIMIT}`;

const inState = (state: "fired" | "pending" | "snoozed") => /* sql */ `
    FROM entries e INDEXED BY entries_intentions_due
   WHERE e.owner_id = :owner AND e.type = 'intention' AND ${INTENTION_STATE} = '${state}' AND ${IS_LIVE}`;

const HAS_COME = `${DUE_AT} <= :nowText`;

/** A fired intention is due whatever its time; one that never had a time comes first. */
export const LIST_DUE = /* sql */ `
  SELECT ${ENTRY_COLUMNS}, ${DUE_AT} AS due_at ${inState("fired")}
  UNION ALL
  SELECT ${ENTRY_COLUMNS}, ${DUE_AT} AS due_at ${inState("pending")} AND ${HAS_COME}
  UNION ALL
  SELECT ${ENTRY_COLUMNS}, ${DUE_AT} AS due_at ${inState("snoozed")} AND ${HAS_COME}
   ORDER BY due_at, rev
   ${LIMIT}`;

export const COUNT_DUE = /* sql */ `
  SELECT (SELECT count(*) ${inState("fired")})
       + (SELECT count(*) ${inState("pending")} AND ${HAS_COME})
       + (SELECT count(*) ${inState("snoozed")} AND ${HAS_COME})`;

export const COUNT_PENDING = /* sql */ `
  SELECT (SELECT count(*) ${inState("pending")} AND ${DUE_AT} IS NULL)
       + (SELECT count(*) ${inState("pending")} AND ${DUE_AT} > :nowText)`;
