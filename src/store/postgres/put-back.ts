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
import { markDeleted } from "./bury.ts";
import { findHolders, SCHEMA_NAME } from "./key-holders.ts";
import { applyChange } from "./row-changes.ts";
import { findSchemasInUse } from "./schema-guard.ts";
import { plannedSql, rowsSql } from "./sql.ts";
import type { WriteTransaction } from "./transactions.ts";

/** What a schema is called never changes, so the current one tells it. */
const READ_ROWS = plannedSql(/* sql */ `
  SELECT e.*, v.base, v.source, v.logical_key
    FROM unnest(:ids::text[], :bases::int[]) AS w (id, base)
   CROSS JOIN LATERAL (
         SELECT e.n, e.id, e.rev, e.version, e.type, e.deleted_at, ${SCHEMA_NAME} AS schema_name
           FROM entries e
          WHERE e.owner_id = :owner AND e.id = w.id
         OFFSET 0) e
    LEFT JOIN LATERAL (
         SELECT version AS base, source, logical_key
           FROM entry_versions
          WHERE owner_id = :owner AND entry_id = w.id AND version = w.base
         OFFSET 0) v ON true`);

const PUT = rowsSql(/* sql */ `
  UPDATE entries e
     SET rev = :rev::bigint + r.place - 1, source = v.source, logical_key = v.logical_key, language = v.language,
         expires_at = v.expires_at, tags = v.tags, data = v.data, content_hash = v.content_hash,
         updated_at = CASE WHEN e.content_hash = v.content_hash THEN e.updated_at ELSE :now::bigint END,
         deleted_at = CASE WHEN r.trashed THEN :now::bigint END, changed_at = :now::bigint, version = e.version + 1,
         change = r.kind, ${SET_AUTHOR}
    FROM unnest(:rows::bigint[], :ids::text[], :bases::int[], :trashed::boolean[], :kinds::text[])
         WITH ORDINALITY AS r (n, id, base, trashed, kind, place)
   CROSS JOIN LATERAL (
         SELECT s.source, s.logical_key, s.language, s.expires_at, s.tags, s.data, s.content_hash
           FROM entry_versions s
          WHERE s.owner_id = :owner AND s.entry_id = r.id AND s.version = r.base
         OFFSET 0) v
   WHERE e.owner_id = :owner AND e.n = r.n`);

/** Gives entries earlier states. */
export async function putBack(
  transaction: WriteTransaction,
  owner: OwnerId,
  steps: readonly PutBack[],
  author: Author,
): Promise<ReadonlyMap<string, PutBackOutcome>> {
  const now = transaction.now();
  const ids = steps.map(({ id }) => id);
  const bases = steps.map(({ base = 0 }) => base);
  const batch = toBatch(steps, await transaction.all<PutBackRow>(READ_ROWS, { owner, ids, bases }));
  await markDeleted(transaction, owner, await mayGo(transaction, owner, batch), "now", author);
  const keyed = keyedRows(batch.puts);
  const { puts, buried } = planKeys(batch, keyed, await findHolders(transaction, owner, keyed, now));
  await markDeleted(transaction, owner, buried, "expiry", author);
  if (puts.length > 0) await putAll(transaction, owner, puts, author);
  for (const { row } of puts) batch.outcomes.set(row.id, "done");
  return batch.outcomes;
}

/** The rows that may go to the trash; schemas in use are told in `outcomes`. */
async function mayGo(
  transaction: WriteTransaction,
  owner: OwnerId,
  { trashed, outcomes }: PutBackBatch,
): Promise<readonly number[]> {
  const rows = trashed.map(({ n }) => n);
  const schemas = trashed.filter(({ type }) => type === "schema").map(({ n }) => n);
  const inUse = await findSchemasInUse(transaction, owner, schemas, rows, transaction.now());
  const kept = new Set(inUse.map(({ n }) => n));
  for (const { id, n } of trashed) outcomes.set(id, kept.has(n) ? "schema_in_use" : "done");
  return rows.filter((n) => !kept.has(n));
}

async function putAll(
  transaction: WriteTransaction,
  owner: OwnerId,
  puts: readonly Put[],
  author: Author,
): Promise<void> {
  const stamp = await transaction.stamp(puts.length);
  const rows = puts.map(({ row }) => row.n);
  const ids = puts.map(({ row }) => row.id);
  const bases = puts.map(({ base }) => base);
  const trashed = puts.map((put) => put.trashed);
  const values = { owner, rows, ids, bases, trashed, kinds: puts.map(kindOf), ...stamp };
  applyChange(transaction, owner, rows, () =>
    transaction.send(PUT(rows), { ...values, ...authorValues(author) }),
  );
}
