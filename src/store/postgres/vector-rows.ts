import type { CodeRow } from "../../domain/embeddings/code-set.ts";
import { valuesOf, wordsOf } from "../../domain/embeddings/vector-code.ts";
import type { VectorRow, VectorSpace } from "../shared/vector-space.ts";
import { plannedSql, sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

/** Many rows as one value: number by number they take several times as long to arrive. */
const CODES = sql(/* sql */ `
  SELECT string_agg(int8send(c.seq) || int8send(c.n) || c.code, ''::bytea ORDER BY c.seq) AS packed
    FROM (SELECT seq, n, code
            FROM embeddings
           WHERE owner_id = :owner AND model = :model AND seq > :last AND dimensions = :dimensions
             AND octet_length(code) = :width
           ORDER BY seq LIMIT :limit::bigint) c`);

const VECTORS = plannedSql(/* sql */ `
  SELECT seq, n, vector
    FROM embeddings
   WHERE owner_id = :owner AND seq = ANY(:seqs::bigint[]) AND model = :model AND dimensions = :dimensions`);

/** Bytes of `seq` and `n`, each; only the last six are ever used. */
const NUMBER = 8;
const UNUSED = 2;
const USED = 6;

/** Codes in one answer of the database. */
const BATCH = 20_000;
/** The first search of an owner with very many vectors. */
const TIMEOUT_MS = 60_000;

/** Codes as they arrived; each row is made when it is asked for. */
export interface Codes {
  readonly count: number;
  /** Those with a greater `seq`. */
  after(last: number): Iterable<CodeRow>;
}

/** Reads of stored vectors. Each has a snapshot of its own, of the moment in which it begins. */
export interface VectorRows {
  /** Codes with a greater `seq` than `last`, in its order. */
  codesAfter(space: VectorSpace, last: number): Promise<Codes>;
  /** Those vectors of the space that are still there, in any order. */
  vectors(space: VectorSpace, seqs: readonly number[]): Promise<readonly VectorRow[]>;
}

export function createVectorRows(transactions: Transactions): VectorRows {
  return {
    async codesAfter({ owner, model, dimensions }, last) {
      const width = wordsOf(dimensions) * 4;
      const batches: Buffer[] = [];
      for (let after = last, more = true; more; ) {
        const values = { owner, model, dimensions, width, last: after, limit: BATCH };
        const row = await transactions.read(
          owner,
          (session) => session.get<{ readonly packed: Buffer | null }>(CODES, values),
          { timeoutMs: TIMEOUT_MS },
        );
        const packed = row?.packed ?? NONE;
        batches.push(packed);
        const length = lengthOf(width);
        if (packed.length > 0) after = numberAt(packed, packed.length - length);
        more = packed.length === BATCH * length;
      }
      return toCodes(batches, width);
    },
    async vectors({ owner, model, dimensions }, seqs) {
      if (seqs.length === 0) return [];
      const rows = await transactions.read(owner, (session) =>
        session.rows<readonly [number, number, Buffer]>(VECTORS, { owner, model, dimensions, seqs }),
      );
      return rows.map(([seq, number, bytes]) => ({ seq, number, values: valuesOf(bytes) }));
    },
  };
}

const NONE = Buffer.alloc(0);

function toCodes(batches: readonly Buffer[], width: number): Codes {
  const length = lengthOf(width);
  return {
    count: batches.reduce((sum, packed) => sum + packed.length / length, 0),
    *after(last) {
      for (const packed of batches) {
        for (let at = 0; at < packed.length; at += length) {
          const seq = numberAt(packed, at);
          if (seq > last)
            yield { seq, number: numberAt(packed, at + NUMBER), code: codeAt(packed, at, width) };
        }
      }
    },
  };
}

function lengthOf(width: number): number {
  return 2 * NUMBER + width;
}

function numberAt(packed: Buffer, at: number): number {
  return packed.readUIntBE(at + UNUSED, USED);
}

function codeAt(packed: Buffer, at: number, width: number): Uint8Array {
  return packed.subarray(at + 2 * NUMBER, at + 2 * NUMBER + width);
}
