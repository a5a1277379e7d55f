import type { OwnerId } from "../../domain/owner.ts";
import { type Holder, type KeyedRow, keysOf, type TrashedRow } from "../shared/restore-plan.ts";
import type { Session } from "./session.ts";
import { plannedSql } from "./sql.ts";

/** Family and version of a schema `e`, as JSON. */
export const SCHEMA_NAME = /* sql */ `
         CASE WHEN e.type = 'schema' AND e.schema_family IS NOT NULL AND e.schema_version IS NOT NULL
              THEN json_build_array(e.schema_family, e.schema_version)::text END`;

const COLUMNS = /* sql */ `
         e.n, e.type, e.source, e.logical_key, ${SCHEMA_NAME} AS schema_name,
         coalesce(e.expires_at <= :now, false) AS expired`;

/** More than the holders of the keys: what has parts of different keys is found as well. */
const FIND_BY_KEYS = plannedSql(/* sql */ `
  SELECT ${COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.source = ANY(:sources::text[])
     AND e.type = ANY(:types::text[]) AND e.logical_key = ANY(:keys::text[])`);

const FIND_BY_NAMES = plannedSql(/* sql */ `
  SELECT ${COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.type = 'schema'
     AND e.schema_family = ANY(:families::text[]) AND e.schema_version = ANY(:versions::text[])`);

interface HolderRow extends KeyedRow {
  readonly n: number;
  readonly expired: boolean;
}

/**
 * Who holds the keys and names of trashed entries. They are matched here and not by a join: where nearly everything has
 * just moved to the trash, Postgres may choose to read all of an index for every key.
 */
export async function findHolders(
  session: Session,
  owner: OwnerId,
  found: readonly TrashedRow[],
  now: number,
): Promise<readonly Holder[]> {
  const [byKey, byName] = await Promise.all([
    findByKeys(session, owner, found, now),
    findByNames(session, owner, found, now),
  ]);
  const holders = new Map<string, Set<HolderRow>>();
  for (const row of [...byKey, ...byName]) {
    for (const key of keysOf(row)) holders.set(key, (holders.get(key) ?? new Set()).add(row));
  }
  return found.flatMap((row) =>
    keysOf(row)
      .flatMap((key) => [...(holders.get(key) ?? [])])
      .filter(({ n }) => n !== row.n)
      .map(({ n: holder, expired }) => ({ n: row.n, holder, expired })),
  );
}

async function findByKeys(
  session: Session,
  owner: OwnerId,
  found: readonly TrashedRow[],
  now: number,
): Promise<readonly HolderRow[]> {
  const keyed = found.filter(({ logical_key }) => logical_key !== null);
  if (keyed.length === 0) return [];
  const sources = unique(keyed.map(({ source }) => source));
  const types = unique(keyed.map(({ type }) => type));
  const keys = unique(keyed.map(({ logical_key }) => logical_key));
  return session.all(FIND_BY_KEYS, { owner, sources, types, keys, now });
}

async function findByNames(
  session: Session,
  owner: OwnerId,
  found: readonly TrashedRow[],
  now: number,
): Promise<readonly HolderRow[]> {
  const names = found.flatMap(({ schema_name }) =>
    schema_name === null ? [] : [JSON.parse(schema_name) as readonly [string, string]],
  );
  if (names.length === 0) return [];
  const families = unique(names.map(([family]) => family));
  const versions = unique(names.map(([, version]) => version));
  return session.all(FIND_BY_NAMES, { owner, families, versions, now });
}

function unique<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
