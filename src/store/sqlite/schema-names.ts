import type { Database } from "better-sqlite3";
import type { Author, EntryData } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Burier } from "./bury.ts";
import { SCHEMA_FAMILY, SCHEMA_VERSION } from "./data-expressions.ts";
import type { WriteTransaction } from "./write-batch.ts";

const FIND_EXPIRED_HOLDER = /* sql */ `
  SELECT e.n
    FROM entries e INDEXED BY entries_schema_name
   WHERE e.owner_id = :owner AND e.type = 'schema' AND ${SCHEMA_FAMILY} = :family AND ${SCHEMA_VERSION} = :version
     AND e.deleted_at IS NULL AND e.expires_at <= :now`;

/** A schema that has expired but still holds a name goes to the trash for good, so that the name is free. */
export type FreeSchemaName = (
  transaction: WriteTransaction,
  owner: OwnerId,
  data: EntryData,
  author: Author,
) => void;

export function createFreeSchemaName(db: Database, burier: Burier): FreeSchemaName {
  const findExpiredHolder = db.prepare<unknown[], number>(FIND_EXPIRED_HOLDER).pluck();

  return (transaction, owner, { family, version }, author) => {
    if (typeof family !== "string" || typeof version !== "string") return;
    const holder = findExpiredHolder.get({ owner, family, version, now: transaction.now() });
    if (holder !== undefined) burier.markDeleted(transaction, owner, [holder], "expiry", author);
  };
}
