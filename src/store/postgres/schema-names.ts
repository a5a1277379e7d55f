import type { Author, EntryData } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { markDeleted } from "./bury.ts";
import { sql } from "./sql.ts";
import type { WriteTransaction } from "./transactions.ts";

const FIND_EXPIRED_HOLDER = sql(/* sql */ `
  SELECT n
    FROM entries
   WHERE owner_id = :owner AND type = 'schema' AND schema_family = :family AND schema_version = :version
     AND deleted_at IS NULL AND expires_at <= :now::bigint`);

/** A schema that has expired but still holds a name goes to the trash for good, so that the name is free. */
export async function freeSchemaName(
  transaction: WriteTransaction,
  owner: OwnerId,
  { family, version }: EntryData,
  author: Author,
): Promise<void> {
  if (typeof family !== "string" || typeof version !== "string") return;
  const wanted = { owner, family, version, now: transaction.now() };
  const holder = await transaction.get<{ readonly n: number }>(FIND_EXPIRED_HOLDER, wanted);
  if (holder !== undefined) await markDeleted(transaction, owner, [holder.n], "expiry", author);
}
