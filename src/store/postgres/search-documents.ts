import type { OwnerId } from "../../domain/owner.ts";
import { toForward } from "../../domain/search/indexed-document.ts";
import type {
  DocumentRow,
  EntryState,
  MostWaiting,
  NumberedEntry,
} from "../../domain/search/search-index.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import { eachOf, INDEXED } from "./search-segments.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

/** The length of a long text is known without reading it. The first entry comes in any case. */
const waitingSql = (within: string) => /* sql */ `
  SELECT w.n, w.rev
    FROM (SELECT w.n, w.rev, sum(w.size) OVER (ORDER BY w.rev DESC) AS bytes,
                 row_number() OVER (ORDER BY w.rev DESC) AS place
            FROM (SELECT e.n, e.rev, octet_length(e.data) AS size FROM entries e
                   WHERE e.owner_id = :owner AND e.rev > ${INDEXED} AND ${IS_LIVE} ${within}
                   ORDER BY e.rev DESC LIMIT :limit::bigint) w) w
   WHERE w.bytes <= :bytes::bigint OR w.place = 1
   ORDER BY w.rev DESC`;

const WAITING = sql(waitingSql(""));

const WAITING_OF_SOURCES = sql(waitingSql("AND e.source = ANY(:sources::text[])"));

const TRASHED = sql(/* sql */ `
  SELECT n FROM entries
   WHERE owner_id = :owner AND rev > ${INDEXED} AND deleted_at IS NOT NULL ORDER BY rev DESC LIMIT :limit::bigint`);

const ENTRIES = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS} ${eachOf("entries")} WHERE ${IS_LIVE}`);

const IDS = sql(/* sql */ `
  SELECT e.n, e.id ${eachOf("entries")}`);

const ROWS = sql(/* sql */ `
  SELECT e.n, e.rev, e.source, e.created_at, e.changed_at, e.forward
    ${eachOf("search_documents")}
   WHERE e.expires_at IS NULL OR e.expires_at > :now`);

/** What is stored of an entry, after its number. */
export type DocumentColumns = readonly [
  rev: number,
  source: string,
  createdAt: number,
  changedAt: number,
  forward: Buffer,
];
type Row = readonly [n: number, ...DocumentColumns];

/** So many numbers are named as those whose rows are known. */
const MOST_KNOWN = 1_000;

/** Reads of entries and of their words in order, on one snapshot. */
export interface SearchDocuments {
  waiting(most: MostWaiting, sources?: readonly string[]): Promise<readonly EntryState[]>;
  trashed(limit: number): Promise<readonly number[]>;
  entries(numbers: readonly number[]): Promise<readonly NumberedEntry[]>;
  /** Reads those that are not known. */
  rows(numbers: readonly number[]): Promise<readonly DocumentRow[]>;
  /** Numbers that need not be read again, the first of them. */
  known(): readonly number[];
  /** Keeps what was read elsewhere; without columns there is no row, unless one is known. */
  keep(number: number, columns: DocumentColumns | undefined): void;
  ids(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

/** `now` in ms since 1970. */
export function createSearchDocuments(session: Session, owner: OwnerId, now: number): SearchDocuments {
  /** By number; `undefined` for what has no row. */
  const read = new Map<number, DocumentRow | undefined>();

  return {
    async waiting({ entries: limit, data: bytes }, sources) {
      const values = { owner, now, limit, bytes };
      const rows =
        sources === undefined
          ? await session.rows<readonly [number, number]>(WAITING, values)
          : await session.rows<readonly [number, number]>(WAITING_OF_SOURCES, { ...values, sources });
      return rows.map(([number, rev]) => ({ number, rev }));
    },
    async trashed(limit) {
      return (await session.rows<readonly [number]>(TRASHED, { owner, limit })).map(([n]) => n);
    },
    async entries(numbers) {
      return (await session.rows<EntryRow>(ENTRIES, { owner, numbers, now })).map(toNumbered);
    },
    async rows(numbers) {
      const missing = numbers.filter((number) => !read.has(number));
      if (missing.length > 0) {
        const rows = await session.rows<Row>(ROWS, { owner, numbers: missing, now });
        for (const number of missing) read.set(number, undefined);
        for (const row of rows) read.set(row[0], toDocumentRow(row));
      }
      return numbers.flatMap((number) => read.get(number) ?? []);
    },
    known: () => [...read.keys()].slice(0, MOST_KNOWN),
    keep(number, columns) {
      if (columns !== undefined) read.set(number, toDocumentRow([number, ...columns]));
      else if (!read.has(number)) read.set(number, undefined);
    },
    async ids(numbers) {
      return new Map(await session.rows<readonly [number, string]>(IDS, { owner, numbers }));
    },
  };
}

function toNumbered(row: EntryRow): NumberedEntry {
  return { number: row[0], entry: toEntry(row) };
}

function toDocumentRow([number, rev, source, createdAt, changedAt, forward]: Row): DocumentRow {
  return { number, rev, source, createdAt, changedAt, forward: toForward(forward) };
}
