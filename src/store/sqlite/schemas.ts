import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { SYSTEM_OWNER } from "../../domain/owner.ts";
import type { SchemaStore } from "../../domain/schemas/schema-store.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import {
  IS_OF_SOURCES,
  PINNED_FAMILY,
  PINNED_VERSION,
  SCHEMA_FAMILY,
  SCHEMA_VERSION,
} from "./data-expressions.ts";
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

const LIST_RECORDS_OF_SOURCES = /* sql */ `
  SELECT ${ENTRY_COLUMNS} ${RECORDS} AND ${IS_OF_SOURCES}
   ORDER BY e.created_at, e.id
   ${LIMIT}`;

const COUNT_RECORDS_OF_SOURCES = /* sql */ `
  SELECT count(*) ${RECORDS} AND ${IS_OF_SOURCES}`;

export function createSqliteSchemas(db: Database, clock: Clock, read: Reader): SchemaStore {
  const find = db.prepare<unknown[], EntryRow>(FIND_SCHEMA).raw();
  const listRecords = db.prepare<unknown[], EntryRow>(LIST_RECORDS).raw();
  const countRecords = db.prepare<unknown[], number>(COUNT_RECORDS).pluck();
  const listWithin = db.prepare<unknown[], EntryRow>(LIST_RECORDS_OF_SOURCES).raw();
  const countWithin = db.prepare<unknown[], number>(COUNT_RECORDS_OF_SOURCES).pluck();

  const schemas: SchemaStore = {
    find: (owner, { family, version }) =>
      read(() => {
        const row = find.get({ owner, family, version, now: clock.now() });
        return row === undefined ? undefined : toEntry(row);
      }),

    findShared: (name) => schemas.find(SYSTEM_OWNER, name),

    listRecords: (owner, { family, version }, limit, within) =>
      read(() => {
        const wanted = { owner, family, version, now: clock.now(), limit: Math.max(limit, 0) };
        const rows =
          within === undefined
            ? listRecords.all(wanted)
            : listWithin.all({ ...wanted, sources: JSON.stringify(within) });
        return rows.map(toEntry);
      }),

    countRecords: (owner, { family, version }, within) =>
      read(() => {
        const wanted = { owner, family, version, now: clock.now() };
        const count =
          within === undefined
            ? countRecords.get(wanted)
            : countWithin.get({ ...wanted, sources: JSON.stringify(within) });
        return count ?? 0;
      }),
  };
  return schemas;
}
