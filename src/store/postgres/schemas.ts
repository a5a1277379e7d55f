import type { Clock } from "../../domain/clock.ts";
import { SYSTEM_OWNER } from "../../domain/owner.ts";
import type { SchemaStore } from "../../domain/schemas/schema-store.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

const NAMED = "e.schema_family = :family AND e.schema_version = :version";

export const FIND_SCHEMA = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'schema' AND ${NAMED} AND ${IS_LIVE}`);

const RECORDS = /* sql */ `
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'record' AND ${NAMED} AND ${IS_LIVE}`;

export const LIST_RECORDS = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS} ${RECORDS}
   ORDER BY e.created_at, e.id
   LIMIT :limit::bigint`);

export const COUNT_RECORDS = sql(/* sql */ `
  SELECT count(*) AS count ${RECORDS}`);

const LIST_RECORDS_OF_SOURCES = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS} ${RECORDS} AND e.source = ANY(:sources::text[])
   ORDER BY e.created_at, e.id
   LIMIT :limit::bigint`);

const COUNT_RECORDS_OF_SOURCES = sql(/* sql */ `
  SELECT count(*) AS count ${RECORDS} AND e.source = ANY(:sources::text[])`);

export interface SchemasOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

export function createPostgresSchemas({ transactions, clock }: SchemasOptions): SchemaStore {
  const schemas: SchemaStore = {
    find: (owner, { family, version }) =>
      transactions.read(owner, async (session) => {
        const [row] = await session.rows<EntryRow>(FIND_SCHEMA, { owner, family, version, now: clock.now() });
        return row === undefined ? undefined : toEntry(row);
      }),

    findShared: (name) => schemas.find(SYSTEM_OWNER, name),

    listRecords: (owner, { family, version }, limit, sources) =>
      transactions.read(owner, async (session) => {
        const wanted = { owner, family, version, now: clock.now(), limit: Math.max(limit, 0) };
        const rows =
          sources === undefined
            ? await session.rows<EntryRow>(LIST_RECORDS, wanted)
            : await session.rows<EntryRow>(LIST_RECORDS_OF_SOURCES, { ...wanted, sources });
        return rows.map(toEntry);
      }),

    countRecords: (owner, { family, version }, sources) =>
      transactions.read(owner, async (session) => {
        const wanted = { owner, family, version, now: clock.now() };
        const row =
          sources === undefined
            ? await session.get<{ readonly count: number }>(COUNT_RECORDS, wanted)
            : await session.get<{ readonly count: number }>(COUNT_RECORDS_OF_SOURCES, { ...wanted, sources });
        return row?.count ?? 0;
      }),
  };
  return schemas;
}
