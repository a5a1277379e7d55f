import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";

/** Walks a schema's records only until one is found that stays. */
export const FIND_IN_USE = /* sql */ `
  SELECT s.n, s.id
    FROM json_each(:schemas) w
   CROSS JOIN entries s ON s.n = w.value
   WHERE s.owner_id = :owner AND s.type = 'schema'
     AND EXISTS (SELECT 1
                   FROM entries e INDEXED BY entries_records_of_schema
                  WHERE e.owner_id = :owner AND e.type = 'record'
                    AND json_extract(e.data, '$.schema_ref') = json_extract(s.data, '$.family')
                    AND json_extract(e.data, '$.schema_version') = json_extract(s.data, '$.version')
                    AND e.deleted_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > :now)
                    AND e.n NOT IN (SELECT value FROM json_each(:selection)))
   ORDER BY s.rev`;

export interface SchemaInUse {
  readonly n: number;
  readonly id: string;
}

/** Which of `schemas` live records outside `selection` are pinned to; both lists hold `entries.n`. */
export type SchemaGuard = (
  owner: OwnerId,
  schemas: readonly number[],
  selection: readonly number[],
  now: number,
) => readonly SchemaInUse[];

export function createSchemaGuard(db: Database): SchemaGuard {
  const findInUse = db.prepare<unknown[], SchemaInUse>(FIND_IN_USE);

  return (owner, schemas, selection, now) => {
    if (schemas.length === 0) return [];
    return findInUse.all({
      owner,
      schemas: JSON.stringify(schemas),
      selection: JSON.stringify(selection),
      now,
    });
  };
}
