import type { OwnerId } from "../../domain/owner.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { DIMENSIONS } from "./embedding-state.ts";
import { createVectorTables, type VectorTable } from "./pgvector.ts";
import { plannedSql, type Statement, sql } from "./sql.ts";

/** With fewer vectors than this an exact search takes a few milliseconds, and misses nothing. */
export const LARGE = 20_000;

/** To put one into the index takes milliseconds, and nobody may replace those of a batch meanwhile. */
const BATCH = 100;
const TIMEOUT_MS = 60_000;

const READ_DIMENSIONS = sql(/* sql */ `
  SELECT ${DIMENSIONS} AS dimensions`);

/**
 * Copies are made in the order of `seq`, so that those that are missing are those after the last. Numbers of eight bits
 * are exact as half-precision ones; the scale does not change an angle.
 */
function copyText({ name, type }: VectorTable): string {
  return /* sql */ `
    WITH fresh AS MATERIALIZED (
      SELECT v.seq, v.vector
        FROM embeddings v
       WHERE v.owner_id = :owner AND v.model = :model AND v.dimensions = :dimensions
         AND octet_length(v.vector) = 4 + :dimensions
         AND v.seq > (SELECT coalesce(max(c.seq), 0) FROM ${name} c WHERE c.owner_id = :owner)
         AND ((SELECT max(c.seq) FROM ${name} c WHERE c.owner_id = :owner) IS NOT NULL
              OR (SELECT count(*)
                    FROM (SELECT 1 FROM embeddings s
                           WHERE s.owner_id = :owner AND s.model = :model LIMIT :large::bigint) counted) >= :large)
       ORDER BY v.seq LIMIT :limit::bigint
         FOR KEY SHARE
    )
    INSERT INTO ${name} (owner_id, seq, embedding)
    SELECT :owner, f.seq,
           (SELECT array_agg((get_byte(f.vector, at) + 128) % 256 - 128 ORDER BY at)::real[]
              FROM generate_series(4, 3 + :dimensions) at)::${type}
      FROM fresh f
    ON CONFLICT (owner_id, seq) DO NOTHING`;
}

/**
 * Puts some vectors of an owner with very many into the index of pgvector, when there is one. True when there may be more.
 * Until all are there, a search does without.
 */
export type CopyVectors = (owner: OwnerId, model: string) => Promise<boolean>;

export interface CopyOptions extends EmbeddingParts {
  /** How many vectors are very many; 20,000 when left out. */
  readonly large?: number;
}

export function createCopyVectors({ transactions, clock, large = LARGE }: CopyOptions): CopyVectors {
  const tables = createVectorTables(transactions, clock);
  const statements = new Map<string, () => Statement>();

  function statementOf(table: VectorTable): () => Statement {
    const statement = statements.get(table.name) ?? plannedSql(copyText(table));
    statements.set(table.name, statement);
    return statement;
  }

  return async (owner, model) => {
    if (!(await tables.isThere())) return false;
    const row = await transactions.read(owner, (session) =>
      session.get<{ readonly dimensions: number | null }>(READ_DIMENSIONS, { owner, model }),
    );
    const dimensions = row?.dimensions ?? 0;
    const table = await tables.find(model, dimensions);
    if (table === undefined) return false;
    const values = { owner, model, dimensions, large, limit: BATCH };
    try {
      const copied = await transactions.write(owner, (session) => session.run(statementOf(table), values), {
        timeoutMs: TIMEOUT_MS,
      });
      return copied === BATCH;
    } catch (error) {
      if (tables.isLost(error)) return false;
      throw error;
    }
  };
}
