import type { Database } from "better-sqlite3";
import type { Author } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { PutBack, PutBackOutcome } from "../../domain/undo/undo-store.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import {
  keyedRows,
  kindOf,
  type Put,
  type PutBackBatch,
  type PutBackRow,
  planKeys,
  toBatch,
} from "../shared/put-back-plan.ts";
import { type Holder, keysOf } from "../shared/restore-plan.ts";
import type { Burier } from "./bury.ts";
import { SCHEMA_FAMILY, SCHEMA_VERSION } from "./data-expressions.ts";
import type { RowChanges } from "./row-changes.ts";
import { createSchemaGuard } from "./schema-guard.ts";
import type { WriteTransaction } from "./write-batch.ts";

/** What a schema is called never changes, so the current one tells it. */
const READ_ROW = /* sql */ `
  SELECT e.n, e.id, e.rev, e.version, e.type, e.deleted_at, v.version AS base, v.source, v.logical_key,
         CASE WHEN e.type = 'schema' AND ${SCHEMA_FAMILY} IS NOT NULL AND ${SCHEMA_VERSION} IS NOT NULL
              THEN json_array(${SCHEMA_FAMILY}, ${SCHEMA_VERSION}) END AS schema_name
    FROM entries e INDEXED BY entries_id
    LEFT JOIN entry_versions v ON v.owner_id = :owner AND v.entry_id = e.id AND v.version = :base
   WHERE e.owner_id = :owner AND e.id = :id`;

const FIND_KEY_HOLDERS = /* sql */ `
  SELECT :n AS n, n AS holder, expires_at IS NOT NULL AND expires_at <= :now AS expired
    FROM entries INDEXED BY entries_logical_key
   WHERE owner_id = :owner AND source = :source AND type = :type AND logical_key = :logical_key
     AND deleted_at IS NULL AND n <> :n`;

const FIND_NAME_HOLDERS = /* sql */ `
  SELECT :n AS n, e.n AS holder, e.expires_at IS NOT NULL AND e.expires_at <= :now AS expired
    FROM entries e INDEXED BY entries_schema_name
   WHERE e.owner_id = :owner AND e.type = 'schema' AND ${SCHEMA_FAMILY} = json_extract(:schema_name, '$[0]')
     AND ${SCHEMA_VERSION} = json_extract(:schema_name, '$[1]') AND e.deleted_at IS NULL AND e.n <> :n`;

const PUT = /* sql */ `
  UPDATE entries
     SET rev = :rev, source = v.source, logical_key = v.logical_key, language = v.language, expires_at = v.expires_at,
         tags = v.tags, data = v.data, content_hash = v.content_hash,
         updated_at = CASE WHEN entries.content_hash = v.content_hash THEN entries.updated_at ELSE :now END,
         deleted_at = :deletedAt, changed_at = :now, version = entries.version + 1, change = :kind, ${SET_AUTHOR}
    FROM entry_versions v
   WHERE entries.n = :n AND +entries.owner_id = :owner
     AND v.owner_id = :owner AND v.entry_id = :id AND v.version = :base`;

/** Gives entries earlier states; for use inside a write transaction. */
export type PutBackWriter = (
  transaction: WriteTransaction,
  owner: OwnerId,
  steps: readonly PutBack[],
  author: Author,
) => ReadonlyMap<string, PutBackOutcome>;

export function createPutBack(db: Database, changes: RowChanges, burier: Burier): PutBackWriter {
  const readRow = db.prepare<unknown[], PutBackRow>(READ_ROW);
  const findKeyHolders = db.prepare<unknown[], Holder>(FIND_KEY_HOLDERS);
  const findNameHolders = db.prepare<unknown[], Holder>(FIND_NAME_HOLDERS);
  const put = db.prepare(PUT);
  const schemaGuard = createSchemaGuard(db);

  function holdersOf(owner: OwnerId, row: PutBackRow, now: number): readonly Holder[] {
    if (keysOf(row).length === 0) return [];
    const wanted = { ...row, owner, now };
    return [
      ...(row.logical_key === null ? [] : findKeyHolders.all(wanted)),
      ...(row.schema_name === null ? [] : findNameHolders.all(wanted)),
    ];
  }

  /** The rows that may go to the trash; schemas in use are told in `outcomes`. */
  function mayGo({ trashed, outcomes }: PutBackBatch, owner: OwnerId, now: number): readonly number[] {
    const rows = trashed.map(({ n }) => n);
    const schemas = trashed.filter(({ type }) => type === "schema").map(({ n }) => n);
    const kept = new Set(schemaGuard(owner, schemas, rows, now).map(({ n }) => n));
    for (const { id, n } of trashed) outcomes.set(id, kept.has(n) ? "schema_in_use" : "done");
    return rows.filter((n) => !kept.has(n));
  }

  function putAll(transaction: WriteTransaction, owner: OwnerId, puts: readonly Put[], author: Author): void {
    const { rev, now } = transaction.stamp(puts.length);
    const rows = JSON.stringify(puts.map(({ row }) => row.n));
    changes.apply(owner, rows, () => {
      for (const [place, next] of puts.entries()) {
        const { n, id } = next.row;
        const deletedAt = next.trashed ? now : null;
        const values = { owner, n, id, base: next.base, rev: rev + place, now, deletedAt };
        put.run({ ...values, kind: kindOf(next), ...authorValues(author) });
      }
    });
  }

  return (transaction, owner, steps, author) => {
    const now = transaction.now();
    const rows = steps.flatMap(({ id, base = null }) => readRow.all({ owner, id, base }));
    const batch = toBatch(steps, rows);
    burier.markDeleted(transaction, owner, mayGo(batch, owner, now), "now", author);
    const keyed = keyedRows(batch.puts);
    const holders = keyed.flatMap((row) => holdersOf(owner, row, now));
    const { puts, buried } = planKeys(batch, keyed, holders);
    burier.markDeleted(transaction, owner, buried, "expiry", author);
    if (puts.length > 0) putAll(transaction, owner, puts, author);
    for (const { row } of puts) batch.outcomes.set(row.id, "done");
    return batch.outcomes;
  };
}
