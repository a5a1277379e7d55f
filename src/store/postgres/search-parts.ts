import type { PostingsRow, RowSource } from "../shared/claimed-index.ts";
import { ADD_POSTINGS, BEGIN_PART, REMOVE_PART, REMOVE_POSTINGS } from "./search-segments.ts";
import type { Parameters, Statement } from "./sql.ts";

/** Runs one of the statements that renew the claim. @throws ClaimLost */
export type WriteClaimed = <Row>(statement: () => Statement, values: Parameters) => Promise<Row>;

/** Writes and removes parts of an index, in transactions of many rows. */
export interface SearchParts {
  /** Writes a part that is not read yet; answers its number. */
  write(made: Parameters, source: RowSource): Promise<number>;
  /** Removes parts that are not read. */
  remove(segments: readonly number[]): Promise<void>;
}

/** Rows of lists that are written at once, and bytes of them. */
const MOST_ROWS = 500;
const MOST_BYTES = 1_000_000;

export function createSearchParts(write: WriteClaimed, isStopped: () => boolean): SearchParts {
  async function addRows(segment: number, rows: readonly PostingsRow[]): Promise<void> {
    await write(ADD_POSTINGS, {
      segment,
      terms: rows.map(({ term }) => term),
      founds: rows.map(({ found }) => found),
      // The driver takes nothing but buffers for a `bytea` inside an array.
      postings: rows.map(({ postings: { buffer, byteOffset, byteLength } }) =>
        Buffer.from(buffer, byteOffset, byteLength),
      ),
    });
  }

  async function removePart(segment: number): Promise<void> {
    let after: string | null = "";
    while (after !== null) {
      const row: { readonly last: string | null } = await write(REMOVE_POSTINGS, { segment, after });
      after = row.last;
    }
    await write(REMOVE_PART, { segment });
  }

  return {
    async write(made, source) {
      const { segment } = await write<{ readonly segment: number }>(BEGIN_PART, made);
      for await (const rows of batchesOf(source)) {
        await addRows(segment, rows);
        if (isStopped()) break;
      }
      return segment;
    },
    async remove(segments) {
      for (const segment of segments) await removePart(segment);
    },
  };
}

async function* batchesOf(source: RowSource): AsyncGenerator<readonly PostingsRow[]> {
  let rows: PostingsRow[] = [];
  let bytes = 0;
  for (;;) {
    await source.fill?.();
    const row = source.next();
    if (row !== undefined) {
      rows.push(row);
      bytes += row.postings.byteLength;
    }
    const isFull = rows.length >= MOST_ROWS || bytes >= MOST_BYTES;
    if (rows.length > 0 && (row === undefined || isFull)) {
      yield rows;
      rows = [];
      bytes = 0;
    }
    if (row === undefined) return;
  }
}
