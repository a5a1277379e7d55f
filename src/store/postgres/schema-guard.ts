import type { OwnerId } from "../../domain/owner.ts";
import type { Session } from "./session.ts";
import { plannedSql } from "./sql.ts";

/** Live records that are pinned to the schema `s`. */
export const RECORDS_OF_SCHEMA = /* sql */ `
    FROM entries e
   WHERE e.owner_id = :owner AND e.type = 'record'
     AND e.schema_family = s.schema_family AND e.schema_version = s.schema_version
     AND e.deleted_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > :now)`;

/**
 * Walks a schema's records only until one is found that stays. Postgres looks the selection up in a hash table for `= ANY`,
 * and before version 15 for nothing else that says the same.
 */
export const FIND_IN_USE = plannedSql(/* sql */ `
  SELECT s.n, s.id
    FROM entries s
   WHERE s.owner_id = :owner AND s.type = 'schema' AND s.n = ANY(:schemas::bigint[])
     AND EXISTS (SELECT 1 ${RECORDS_OF_SCHEMA} AND (e.n = ANY(:selection::bigint[])) IS NOT TRUE)
   ORDER BY s.rev`);

export interface SchemaInUse {
  readonly n: number;
  readonly id: string;
}

/** Which of `schemas` live records outside `selection` are pinned to; both lists hold `entries.n`. */
export async function findSchemasInUse(
  session: Session,
  owner: OwnerId,
  schemas: readonly number[],
  selection: readonly number[],
  now: number,
): Promise<readonly SchemaInUse[]> {
  return schemas.length === 0 ? [] : session.all(FIND_IN_USE, { owner, schemas, selection, now });
}
