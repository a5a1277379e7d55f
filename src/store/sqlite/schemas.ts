import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { SYSTEM_OWNER } from "../../domain/owner.ts";
import type { SchemaStore } from "../../domain/schemas/schema-store.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import { PINNED_FAMILY, PINNED_VERSION, SCHEMA_FAMILY, SCHEMA_VERSION } from "./data-expressions.ts";
import { LIMIT } from "./limit.ts";
import type { Reader } from "./read.ts";

export const FIND_SCHEMA = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_schema_name
   WHERE e.owner_id = :owner AND e.type = 'schema' AND ${SCHEMA_FAMILY} = :family AND ${SCHEMA_VERSION} = :version
     AND ${IS_LIVE}`;

const RECORDS = /* sql */ `
    FROM entries e INDEXED BY entries_records_of_schema
   WHERE e.owner_id = :owner AND e.type = 'record' AND ${PINNED_FAMILY} = :family AND ${PINNED_VERSION} = :version
     AND ${IS_LIVE}`;

export const LIST_RECORDS = /* sql */ `
  SELECT ${ENTRY_COLUMNS} ${RECORDS}
   ORDER BY e.created_at, e.id
   ${LIMIT}`;

export const COUNT_RECORDS = /* sql */ `
  SELECT count(*) ${RECORDS}`;

export function createSqliteSchemas(db: Database, clock: Clock, read: Reader): SchemaStore {
  const find = db.prepare<unknown[], EntryRow>(FIND_SCHEMA).raw();
  const listRecords = db.prepare<unknown[], EntryRow>(LIST_RECORDS).raw();
  const countRecords = db.prepare<unknown[], number>(COUNT_RECORDS).pluck();

  const schemas: SchemaStore = {
    find: (owner, { family, version }) =>
      read(() => {
        const row = find.get({ owner, family, version, now: clock.now() });
        return row === undefined ? undefined : toEntry(row);
      }),

    findShared: (name) => schemas.find(SYSTEM_OWNER, name),

    listRecords: (owner, { family, version }, limit) =>
      read(() => {
        const rows = listRecords.all({ owner, family, version, now: clock.now(), limit: Math.max(limit, 0) });
        return rows.map(toEntry);
      }),

    countRecords: (owner, { family, version }) =>
      read(() => countRecords.get({ owner, family, version, now: clock.now() }) ?? 0),
  };
  return schemas;
}
