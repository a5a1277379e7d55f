import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import { toForward } from "../../domain/search/indexed-document.ts";
import type {
  Around,
  DocumentRow,
  EntryState,
  FamilyOf,
  MostWaiting,
  NumberedEntry,
} from "../../domain/search/search-index.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import { IS_OF_SOURCES } from "./data-expressions.ts";
import { LIMIT } from "./limit.ts";

const waitingSql = (within: string) => /* sql */ `
  SELECT e.n, e.rev, octet_length(e.data)
    FROM entries e INDEXED BY entries_rev
   WHERE e.owner_id = :owner AND e.rev > :indexed AND ${IS_LIVE} ${within}
   ORDER BY e.rev DESC ${LIMIT}`;

const ENTRIES = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM json_each(:numbers) r
   CROSS JOIN entries e ON e.n = r.value
   WHERE e.owner_id = :owner AND ${IS_LIVE}`;

const ROWS = /* sql */ `
  SELECT d.n, d.rev, d.source, d.created_at, d.changed_at, d.forward
    FROM json_each(:numbers) r
   CROSS JOIN search_documents d ON d.n = r.value
   WHERE d.owner_id = :owner AND (d.expires_at IS NULL OR d.expires_at > :now)`;

const TRASHED = /* sql */ `
  SELECT n FROM entries INDEXED BY entries_rev
   WHERE owner_id = :owner AND rev > :indexed AND deleted_at IS NOT NULL ORDER BY rev DESC ${LIMIT}`;

const IDS = /* sql */ `
  SELECT e.n, e.id
    FROM json_each(:numbers) r
   CROSS JOIN entries e ON e.n = r.value
   WHERE e.owner_id = :owner`;

const LOGICAL_KEYS = /* sql */ `
  SELECT e.n, e.logical_key
    FROM json_each(:numbers) r
   CROSS JOIN entries e ON e.n = r.value
   WHERE e.owner_id = :owner AND e.logical_key IS NOT NULL`;

const BEFORE = /* sql */ `
  SELECT n FROM entries INDEXED BY entries_by_source
   WHERE owner_id = :owner AND source = :source AND rev < :rev AND deleted_at IS NULL
   ORDER BY rev DESC ${LIMIT}`;

const AFTER = /* sql */ `
  SELECT n FROM entries INDEXED BY entries_by_source
   WHERE owner_id = :owner AND source = :source AND rev > :rev AND deleted_at IS NULL
   ORDER BY rev ${LIMIT}`;

const FAMILY = /* sql */ `
  SELECT e.n
    FROM entries s
   CROSS JOIN entries e INDEXED BY entries_logical_key
      ON e.owner_id = :owner AND e.source = s.source
     AND e.type IN ('note', 'pattern', 'context', 'preference', 'intention', 'record', 'status', 'alert', 'schema')
     AND e.logical_key >= :low AND e.logical_key < :high AND ${IS_LIVE}
   WHERE s.n = :n AND s.owner_id = :owner
   ${LIMIT}`;

const RELATED = /* sql */ `
  SELECT t.n
    FROM entries e
   CROSS JOIN json_each(e.data, '$.related_ids') l
   CROSS JOIN entries t INDEXED BY entries_id ON t.owner_id = :owner AND t.id = l.value
   WHERE e.n = :n AND e.owner_id = :owner AND instr(e.data, '"related_ids"') > 0
  UNION ALL
  SELECT e.n
    FROM entry_links l
   CROSS JOIN entries e INDEXED BY entries_live ON e.owner_id = :owner AND e.rev = l.rev
   WHERE l.owner_id = :owner AND l.deleted = 0 AND l.target_id = (SELECT id FROM entries WHERE n = :n AND owner_id = :owner)
     AND e.deleted_at IS NULL
  ${LIMIT}`;

const HAS_LINKS = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM entry_links WHERE owner_id = :owner AND deleted = 0)`;

const LAST_CHARACTER = "\u{10ffff}";

type Row = readonly [
  n: number,
  rev: number,
  source: string,
  createdAt: number,
  changedAt: number,
  forward: Buffer,
];

/** Reads of entries and of their words in order. `now` is in ms since 1970. */
export interface SearchDocuments {
  /** `sources` is a JSON list of those whose entries are meant. */
  waiting(
    owner: OwnerId,
    indexed: number,
    now: number,
    most: MostWaiting,
    sources?: string,
  ): readonly EntryState[];
  trashed(owner: OwnerId, indexed: number, limit: number): readonly number[];
  entries(owner: OwnerId, numbers: readonly number[], now: number): readonly NumberedEntry[];
  rows(owner: OwnerId, numbers: readonly number[], now: number): readonly DocumentRow[];
  around(owner: OwnerId, row: DocumentRow, count: number): Around;
  logicalKeys(owner: OwnerId, numbers: readonly number[]): ReadonlyMap<number, string>;
  family(owner: OwnerId, family: FamilyOf, now: number, limit: number): readonly number[];
  /** Whether any live entry of the owner names another as related. */
  hasLinks(owner: OwnerId): boolean;
  related(owner: OwnerId, number: number, limit: number): readonly number[];
  ids(owner: OwnerId, numbers: readonly number[]): ReadonlyMap<number, string>;
}

export function createSearchDocuments(db: Database): SearchDocuments {
  type Waiting = [n: number, rev: number, size: number];
  const waiting = db.prepare<unknown[], Waiting>(waitingSql("")).raw();
  const waitingWithin = db.prepare<unknown[], Waiting>(waitingSql(`AND ${IS_OF_SOURCES}`)).raw();
  const trashed = db.prepare<unknown[], number>(TRASHED).pluck();
  const entries = db.prepare<unknown[], EntryRow>(ENTRIES).raw();
  const rows = db.prepare<unknown[], Row>(ROWS).raw();
  const hasLinks = db.prepare<unknown[], number>(HAS_LINKS).pluck();
  const ids = db.prepare<unknown[], [number, string]>(IDS).raw();
  const logicalKeys = db.prepare<unknown[], [number, string]>(LOGICAL_KEYS).raw();
  const before = db.prepare<unknown[], number>(BEFORE).pluck();
  const after = db.prepare<unknown[], number>(AFTER).pluck();
  const family = db.prepare<unknown[], number>(FAMILY).pluck();
  const related = db.prepare<unknown[], number>(RELATED).pluck();

  return {
    waiting(owner, indexed, now, { entries: limit, data }, sources) {
      const statement = sources === undefined ? waiting : waitingWithin;
      const found: EntryState[] = [];
      let total = 0;
      for (const [number, rev, size] of statement.iterate({ owner, indexed, now, limit, sources })) {
        total += size;
        if (total > data && found.length > 0) break;
        found.push({ number, rev });
      }
      return found;
    },
    trashed: (owner, indexed, limit) => trashed.all({ owner, indexed, limit }),
    entries: (owner, numbers, now) =>
      entries.all({ owner, numbers: JSON.stringify(numbers), now }).map(toNumbered),
    rows: (owner, numbers, now) =>
      rows.all({ owner, numbers: JSON.stringify(numbers), now }).map(toDocumentRow),
    around(owner, { source, rev }, limit) {
      const place = { owner, source, rev, limit };
      return { before: before.all(place), after: after.all(place) };
    },
    logicalKeys: (owner, numbers) => new Map(logicalKeys.all({ owner, numbers: JSON.stringify(numbers) })),
    family: (owner, { number: n, family: low }, now, limit) =>
      family.all({ owner, n, low, high: low + LAST_CHARACTER, now, limit }),
    hasLinks: (owner) => hasLinks.get({ owner }) === 1,
    related: (owner, n, limit) => related.all({ owner, n, limit }),
    ids: (owner, numbers) => new Map(ids.all({ owner, numbers: JSON.stringify(numbers) })),
  };
}

function toNumbered(row: EntryRow): NumberedEntry {
  return { number: row[0], entry: toEntry(row) };
}

function toDocumentRow([number, rev, source, createdAt, changedAt, forward]: Row): DocumentRow {
  return { number, rev, source, createdAt, changedAt, forward: toForward(forward) };
}
