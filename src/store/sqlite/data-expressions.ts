/**
 * Expressions on `data` of a row `e` that indexes are made on. An index is used only where a query says the very same,
 * so they are written once.
 */

/** The source of a row `e` is one of a JSON list; no index is made on it. */
export const IS_OF_SOURCES = "e.source IN (SELECT value FROM json_each(:sources))";

/** An alert is open until `resolved` is `true`. */
export const IS_UNRESOLVED = "json_type(e.data, '$.resolved') IS NOT 'true'";

/** The stored state of an intention. */
export const INTENTION_STATE = "json_extract(e.data, '$.state')";

/** When an intention is due, ISO 8601 UTC with milliseconds, so that texts compare like times; null for never. */
export const DUE_AT = `CASE ${INTENTION_STATE}
    WHEN 'snoozed' THEN json_extract(e.data, '$.snooze_until') ELSE json_extract(e.data, '$.deliver_at') END`;

export const SCHEMA_FAMILY = "json_extract(e.data, '$.family')";
export const SCHEMA_VERSION = "json_extract(e.data, '$.version')";

/** The schema a record is pinned to. */
export const PINNED_FAMILY = "json_extract(e.data, '$.schema_ref')";
export const PINNED_VERSION = "json_extract(e.data, '$.schema_version')";
