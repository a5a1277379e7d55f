import type { ChangeKind, EntryType } from "../../domain/entries/entry.ts";
import type { TouchedEntry, Touches, VersionMark } from "../../domain/undo/undo-store.ts";
import { type AuthorRow, toAuthor } from "./author-row.ts";

/** From how many consecutive revs one page of touched entries is. */
export const SCANNED = 4_000;

/** Whether an author of a table or alias is the writer `:name`, and the version was made in the time. */
export function touchedBy(alias: string, at: string): string {
  return /* sql */ `${at} BETWEEN :since AND :until
     AND (${alias}.written_by = :name OR ${alias}.client_id = :name OR ${alias}.token_id = :name
          OR (${alias}.client = :name AND NOT :verified))`;
}

export function touchValues({ writer, since, until }: Touches) {
  return {
    name: writer.name,
    since: since ?? Number.MIN_SAFE_INTEGER,
    until: until ?? Number.MAX_SAFE_INTEGER,
  };
}

export interface TouchedRow {
  readonly id: string;
  readonly type: EntryType;
  readonly source: string;
  /** Number of the writer's first version in the time. */
  readonly first: number;
}

export interface MarkRow extends AuthorRow {
  readonly id: string;
  readonly version: number;
  readonly change: ChangeKind;
  readonly at: number;
  readonly deleted_at: number | null;
  readonly expires_at: number | null;
  readonly content_hash: Buffer;
}

/** @param rows ascending by version within an entry */
export function toTouched(touched: readonly TouchedRow[], rows: readonly MarkRow[]): readonly TouchedEntry[] {
  const marks = new Map<string, VersionMark[]>(touched.map(({ id }) => [id, []]));
  for (const row of rows) marks.get(row.id)?.push(toMark(row));
  return touched.map(({ id, type, source }) => ({ id, type, source, marks: marks.get(id) ?? [] }));
}

function toMark(row: MarkRow): VersionMark {
  return {
    version: row.version,
    change: row.change,
    at: row.at,
    author: toAuthor(row),
    content: row.content_hash.toString("base64"),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
}

/** The first entry with a rev from a given one on, and when it was changed. */
export interface Probe {
  readonly rev: number;
  readonly changed_at: number;
}

/**
 * Finds a rev up to which no entry was changed at or after `since`, by asking for entries in the middle of what is left.
 * Revs and times grow together, but for the `skew` by which the clock ever went back.
 */
export function* findRevBefore(
  since: number,
  skew: number,
  latest: number,
): Generator<number, number, Probe | undefined> {
  let [low, high] = [0, latest + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const found = yield middle;
    if (found !== undefined && found.changed_at < since - skew) low = found.rev;
    else high = middle;
  }
  return low;
}
