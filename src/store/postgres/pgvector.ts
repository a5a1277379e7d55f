import { createHash } from "node:crypto";
import pg from "pg";
import type { Clock } from "../../domain/clock.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

/**
 * What pgvector must be able to do: go on with an index scan until enough rows pass the filter
 * (https://github.com/pgvector/pgvector#iterative-index-scans).
 */
const OLDEST: readonly [number, number] = [0, 8];

/** The longest vectors that an index takes, as half-precision numbers. */
export const MOST_DIMENSIONS = 4_000;

export const FIND_PGVECTOR = /* sql */ `
  SELECT quote_ident(n.nspname) AS schema, e.extversion AS version
    FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace
   WHERE e.extname = 'vector' AND has_schema_privilege(n.oid, 'USAGE')`;

const FIND = sql(FIND_PGVECTOR);

/** No such schema, table, column, type or operator; or no rights to it any more. */
const LOST = ["3F000", "42P01", "42703", "42704", "42883", "42501"];

/** Without its column, which goes with the extension, a table is of no use. `name` is SQL. */
export function hasTable(name: string): string {
  return /* sql */ `
    EXISTS (SELECT 1 FROM pg_attribute
             WHERE attrelid = to_regclass(${name}) AND attname = 'embedding' AND NOT attisdropped)`;
}

const MAY_WRITE = sql(/* sql */ `
  SELECT ${hasTable(":name")} AND has_table_privilege(to_regclass(:name), 'INSERT') AS found`);

/** An extension as `FIND_PGVECTOR` finds it. */
export interface Extension {
  /** Quoted. */
  readonly schema: string;
  readonly version: string;
}

export function isUsable({ version }: Extension): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The table of the vectors of a model and length, and how SQL names what it holds. */
export interface VectorTable {
  readonly name: string;
  readonly type: string;
  readonly operatorClass: string;
  /** Cosine distance. */
  readonly distance: string;
}

export function vectorTable({ schema }: Extension, model: string, dimensions: number): VectorTable {
  const hash = createHash("sha256").update(`${model}\n${dimensions}`).digest("hex");
  return {
    name: `embedding_vectors_${hash.slice(0, 16)}`,
    type: `${schema}.halfvec(${dimensions})`,
    operatorClass: `${schema}.halfvec_cosine_ops`,
    distance: `OPERATOR(${schema}.<=>)`,
  };
}

/** What is there of pgvector. */
export interface VectorTables {
  /** False without pgvector. */
  isThere(): Promise<boolean>;
  /** `undefined` for vectors that `awareness migrate` has not made a table for. */
  find(model: string, dimensions: number): Promise<VectorTable | undefined>;
  /** True for an error that says that something is there no more; it is looked for again. */
  isLost(error: unknown): boolean;
}

const LOOK_AGAIN_MS = 300_000;

/** Remembers what is there, and for five minutes what is not. */
export function createVectorTables(transactions: Transactions, clock: Clock): VectorTables {
  const known = new Map<string, { readonly value: unknown; readonly at: number }>();

  async function remember<T>(key: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const last = known.get(key);
    if (last !== undefined && (last.value !== undefined || clock.now() < last.at + LOOK_AGAIN_MS)) {
      return last.value as T | undefined;
    }
    const value = await look();
    known.set(key, { value, at: clock.now() });
    return value;
  }

  const extension = () =>
    remember("", async () => {
      const found = await transactions.read(EVERYBODY, (session) => session.get<Extension>(FIND, {}));
      return found !== undefined && isUsable(found) ? found : undefined;
    });

  return {
    isThere: async () => (await extension()) !== undefined,
    async find(model, dimensions) {
      const usable = await extension();
      if (usable === undefined) return undefined;
      return remember(`${model}\n${dimensions}`, async () => {
        const table = vectorTable(usable, model, dimensions);
        const row = await transactions.read(EVERYBODY, (session) =>
          session.get<{ readonly found: boolean }>(MAY_WRITE, { name: table.name }),
        );
        return row?.found === true ? table : undefined;
      });
    },
    isLost(error) {
      const isLost = error instanceof pg.DatabaseError && LOST.includes(error.code ?? "");
      if (isLost) known.clear();
      return isLost;
    },
  };
}
