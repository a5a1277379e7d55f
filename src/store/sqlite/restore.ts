import type { Database } from "better-sqlite3";
import type { Author } from "../../domain/entries/entry.ts";
import type { RestoreOutcome, Selector } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import { contentHash } from "../shared/content-hash.ts";
import { type Holder, keysOf, planRestore } from "../shared/restore-plan.ts";
import { isWithin } from "../shared/selector-filter.ts";
import type { Burier } from "./bury.ts";
import { SCHEMA_FAMILY, SCHEMA_VERSION } from "./data-expressions.ts";
import type { RowChanges } from "./row-changes.ts";
import { createTrashedRows } from "./trashed-rows.ts";
import type { WriteTransaction } from "./write-batch.ts";

const FIND_HOLDERS = /* sql */ `
  SELECT t.n, h.n AS holder, h.expires_at IS NOT NULL AND h.expires_at <= :now AS expired
    FROM json_each(:rows) r
   CROSS JOIN entries t ON t.n = r.value
   CROSS JOIN entries h INDEXED BY entries_logical_key
      ON h.owner_id = :owner AND h.source = t.source AND h.type = t.type AND h.logical_key = t.logical_key
     AND h.deleted_at IS NULL AND h.n <> t.n
   WHERE t.owner_id = :owner
  UNION ALL
  SELECT t.n, e.n AS holder, e.expires_at IS NOT NULL AND e.expires_at <= :now AS expired
    FROM json_each(:rows) r
   CROSS JOIN entries t ON t.n = r.value
   CROSS JOIN entries e INDEXED BY entries_schema_name
      ON e.owner_id = :owner AND e.type = 'schema' AND ${SCHEMA_FAMILY} = json_extract(t.data, '$.family')
     AND ${SCHEMA_VERSION} = json_extract(t.data, '$.version') AND e.deleted_at IS NULL AND e.n <> t.n
   WHERE t.owner_id = :owner AND t.type = 'schema'`;

/** An expiry that has passed starts again; one that lay before the creation has no length to start again with. */
const NEW_EXPIRY = /* sql */ `
  CASE WHEN entries.expires_at > entries.created_at THEN :now + (entries.expires_at - entries.created_at) END`;

const RESTORE = /* sql */ `
  UPDATE entries
     SET deleted_at = NULL, change = 'restored', version = entries.version + 1, rev = :rev + r.key, changed_at = :now,
         ${SET_AUTHOR},
         expires_at = CASE WHEN entries.expires_at <= :now THEN ${NEW_EXPIRY} ELSE entries.expires_at END,
         content_hash = CASE WHEN entries.expires_at <= :now
           THEN content_hash(entries.type, entries.source, entries.logical_key, entries.tags, entries.data,
                             entries.language, ${NEW_EXPIRY})
           ELSE entries.content_hash END
    FROM json_each(:rows) r
   WHERE entries.n = r.value AND +entries.owner_id = :owner`;

export interface Restorer {
  restore(transaction: WriteTransaction, owner: OwnerId, selector: Selector, author: Author): RestoreOutcome;
}

export function createRestorer(db: Database, changes: RowChanges, burier: Burier): Restorer {
  db.function("content_hash", { deterministic: true, varargs: true }, hashInSql);
  const trashedRows = createTrashedRows(db);
  const findHolders = db.prepare<{ owner: string; rows: string; now: number }, Holder>(FIND_HOLDERS);
  const restore = db.prepare(RESTORE);

  return {
    restore(transaction, owner, selector, author) {
      const found = trashedRows(owner, selector, transaction.now()).filter((row) => isWithin(selector, row));
      const keyed = JSON.stringify(found.filter((row) => keysOf(row).length > 0).map(({ n }) => n));
      const holders = keyed === "[]" ? [] : findHolders.all({ owner, rows: keyed, now: transaction.now() });
      const { winners, conflicts, buried } = planRestore(found, holders);
      burier.markDeleted(transaction, owner, buried, "expiry", author);
      if (winners.length === 0) return { restored: 0, conflicts };
      const { rev, now } = transaction.stamp(winners.length);
      const rows = JSON.stringify(winners.map(({ n }) => n));
      changes.apply(owner, rows, () => restore.run({ owner, rows, rev, now, ...authorValues(author) }));
      return { restored: winners.length, conflicts };
    },
  };
}

type SqlValue = string | number | null;

function hashInSql(...values: readonly unknown[]): Buffer {
  const [type, source, logical_key, tags, data, language, expires_at] = values as [
    string,
    string,
    string | null,
    string,
    string,
    string | null,
    number | null,
  ] satisfies readonly SqlValue[];
  return contentHash({ type, source, logical_key, tags, data, language, expires_at });
}
