import type { Clock } from "../../domain/clock.ts";
import { valuesOf } from "../../domain/embeddings/vector-code.ts";
import type { NearEntry } from "../../domain/search/vector-index.ts";
import { STRANGERS, scoreRows, strangerOf, toNearEntries } from "../shared/vector-scores.ts";
import { keyOfSpace, type VectorRow, type VectorSpace } from "../shared/vector-space.ts";
import { createVectorTables, type VectorTable } from "./pgvector.ts";
import { plannedSql, type Statement, sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

/** Local to the transaction. More rows are looked for as long as those found are other owners'. */
const SETTINGS = sql(/* sql */ `
  SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', :most::text, true)`);

/** What is near by the index, and all that has not been put into it yet, as long as that is little. */
function searchText({ name, type, distance }: VectorTable): string {
  return /* sql */ `
    WITH near AS MATERIALIZED (
      SELECT c.seq FROM ${name} c
       WHERE c.owner_id = :owner ORDER BY c.embedding ${distance} :query::${type} LIMIT :most::bigint
    ), rest AS MATERIALIZED (
      SELECT v.seq FROM embeddings v
       WHERE v.owner_id = :owner AND v.model = :model AND v.dimensions = :dimensions
         AND v.seq > (SELECT max(c.seq) FROM ${name} c WHERE c.owner_id = :owner)
       ORDER BY v.seq LIMIT :mostRest::bigint
    )
    SELECT v.seq, v.n, v.vector, f.is_rest
      FROM (SELECT seq, false AS is_rest FROM near UNION ALL SELECT seq, true FROM rest) f
      JOIN embeddings v ON v.owner_id = :owner AND v.seq = f.seq`;
}

/** Steps through the vectors in the order of their making, about evenly. */
const SAMPLE = plannedSql(/* sql */ `
  SELECT v.seq, v.n, v.vector
    FROM (SELECT min(e.seq) AS low, max(e.seq) AS high
            FROM embeddings e WHERE e.owner_id = :owner AND e.model = :model) ends
   CROSS JOIN generate_series(0, :count::bigint - 1) step
   CROSS JOIN LATERAL (
     SELECT e.seq, e.n, e.vector
       FROM embeddings e
      WHERE e.owner_id = :owner AND e.model = :model AND e.dimensions = :dimensions
        AND e.seq >= ends.low + (ends.high - ends.low) * step / :count::bigint
      ORDER BY e.seq LIMIT 1) v`);

type Row = readonly [seq: number, number: number, vector: Buffer, isRest: boolean];

/** How many vectors are looked at, for each entry that is wanted; long entries have several. */
const LOOKED_AT = 4;
const FEWEST = 200;
/** The most that `hnsw.ef_search` may be. */
const MOST = 1_000;
const MOST_REST = 500;
/** Of an owner with so many vectors, a few new ones do not change what a stranger is. */
const STRANGER_MS = 600_000;
const MOST_KNOWN = 10_000;

/** Search in the index of pgvector, for owners with very many vectors. */
export interface VectorGraph {
  /**
   * The `count` nearest entries; `undefined` when they must be found exactly: without such an index, while too much is
   * missing in it, or when it does not find enough.
   */
  nearest(space: VectorSpace, unit: Float32Array, count: number): Promise<readonly NearEntry[] | undefined>;
  /** After an exact search: how many vectors there are. */
  note(space: VectorSpace, vectors: number): void;
}

/** `large` is the number of vectors from which on an owner's are put into the index. */
export function createVectorGraph(transactions: Transactions, clock: Clock, large: number): VectorGraph {
  const tables = createVectorTables(transactions, clock);
  const statements = new Map<string, () => Statement>();
  /** Spaces that are known to have no vectors in the index. */
  const absent = new Set<string>();
  const strangers = new Map<string, { readonly value: Float64Array; readonly until: number }>();

  async function search(table: VectorTable, space: VectorSpace, unit: Float32Array, count: number) {
    const most = Math.min(MOST, Math.max(FEWEST, count * LOOKED_AT));
    const statement = statements.get(table.name) ?? plannedSql(searchText(table));
    statements.set(table.name, statement);
    const values = { ...space, query: `[${unit.join()}]`, most, mostRest: MOST_REST + 1 };
    return transactions.read(space.owner, async (session) => {
      const [, rows] = await Promise.all([
        session.run(SETTINGS, { most }),
        session.rows<Row>(statement, values),
      ]);
      return rows;
    });
  }

  async function strangerTo(space: VectorSpace): Promise<Float64Array> {
    const key = keyOfSpace(space);
    const known = strangers.get(key);
    if (known !== undefined && clock.now() < known.until) return known.value;
    const rows = await transactions.read(space.owner, (session) =>
      session.rows<Row>(SAMPLE, { ...space, count: STRANGERS }),
    );
    const value = strangerOf(rows.map(toVectorRow), space.dimensions);
    if (strangers.size >= MOST_KNOWN) strangers.clear();
    strangers.set(key, { value, until: clock.now() + STRANGER_MS });
    return value;
  }

  async function find(table: VectorTable, space: VectorSpace, unit: Float32Array, count: number) {
    const rows = await search(table, space, unit, count);
    const rest = rows.filter(([, , , isRest]) => isRest).length;
    if (rows.length === rest || rest > MOST_REST) {
      absent.add(keyOfSpace(space));
      return undefined;
    }
    const { entries } = scoreRows(unit, [], rows.map(toVectorRow));
    if (entries.length < count) return undefined;
    return toNearEntries(entries.slice(0, count), unit, await strangerTo(space));
  }

  return {
    async nearest(space, unit, count) {
      if (absent.has(keyOfSpace(space))) return undefined;
      try {
        const table = await tables.find(space.model, space.dimensions);
        return table === undefined ? undefined : await find(table, space, unit, count);
      } catch (error) {
        if (tables.isLost(error)) return undefined;
        throw error;
      }
    },
    note(space, vectors) {
      if (absent.size >= MOST_KNOWN) absent.clear();
      if (vectors >= large) absent.delete(keyOfSpace(space));
    },
  };
}

function toVectorRow([seq, number, vector]: Row): VectorRow {
  return { seq, number, values: valuesOf(vector) };
}
