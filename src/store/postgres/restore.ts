import type { Author } from "../../domain/entries/entry.ts";
import type { RestoreOutcome, Selector } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import { contentHash, type StoredContent } from "../shared/content-hash.ts";
import { planRestore } from "../shared/restore-plan.ts";
import { isWithin } from "../shared/selector-filter.ts";
import { markDeleted } from "./bury.ts";
import { findHolders } from "./key-holders.ts";
import { applyChange } from "./row-changes.ts";
import type { Session } from "./session.ts";
import { plannedSql, rowsSql } from "./sql.ts";
import type { WriteTransaction } from "./transactions.ts";
import { findTrashedRows } from "./trashed-rows.ts";

/** The range keeps a plan that walks the owner's entries to the part where the wanted ones are. */
const READ_CONTENT = plannedSql(/* sql */ `
  SELECT n, type, source, logical_key, tags, data, language, expires_at, created_at
    FROM entries
   WHERE owner_id = :owner AND n = ANY(:rows::bigint[]) AND n BETWEEN :first::bigint AND :last::bigint`);

/** Rows without a hash keep their expiry. */
const RESTORE = rowsSql(/* sql */ `
  UPDATE entries e
     SET deleted_at = NULL, change = 'restored', version = e.version + 1, rev = :rev::bigint + r.place - 1,
         changed_at = :now::bigint, ${SET_AUTHOR},
         expires_at = CASE WHEN r.content_hash IS NULL THEN e.expires_at ELSE r.expires_at END,
         content_hash = coalesce(r.content_hash, e.content_hash)
    FROM unnest(:rows::bigint[], :expiries::bigint[], :hashes::bytea[])
         WITH ORDINALITY AS r (n, expires_at, content_hash, place)
   WHERE e.owner_id = :owner AND e.n = r.n`);

/** How many entries' content is in memory at once. */
const CONTENTS = 1_000;

interface ContentRow extends StoredContent {
  readonly n: number;
  readonly created_at: number;
}

/** An expiry that is set anew, and the hash of the content with it. */
interface Renewal {
  /** ms since 1970. */
  readonly expiresAt: number | null;
  readonly hash: Buffer;
}

export async function restoreEntries(
  transaction: WriteTransaction,
  owner: OwnerId,
  selector: Selector,
  author: Author,
): Promise<RestoreOutcome> {
  const now = transaction.now();
  const trashed = await findTrashedRows(transaction, owner, selector, now);
  const found = trashed.filter((row) => isWithin(selector, row));
  const holders = await findHolders(transaction, owner, found, now);
  const { winners, conflicts, buried } = planRestore(found, holders);
  await markDeleted(transaction, owner, buried, "expiry", author);
  if (winners.length === 0) return { restored: 0, conflicts };
  const stamp = await transaction.stamp(winners.length);
  const expired = winners.filter((row) => row.expired).map(({ n }) => n);
  const renewals = await renewalsOf(transaction, owner, expired, stamp.now);
  const rows = winners.map(({ n }) => n);
  const expiries = rows.map((n) => renewals.get(n)?.expiresAt ?? null);
  const hashes = rows.map((n) => renewals.get(n)?.hash ?? null);
  const values = { owner, rows, expiries, hashes, ...stamp, ...authorValues(author) };
  applyChange(transaction, owner, rows, () => transaction.send(RESTORE(rows), values));
  return { restored: winners.length, conflicts };
}

/** An expiry that has passed starts again; one that lay before the creation has no length to start again with. */
async function renewalsOf(
  session: Session,
  owner: OwnerId,
  expired: readonly number[],
  now: number,
): Promise<ReadonlyMap<number, Renewal>> {
  const renewals = new Map<number, Renewal>();
  const ascending = expired.toSorted((a, b) => a - b);
  for (let start = 0; start < ascending.length; start += CONTENTS) {
    const rows = ascending.slice(start, start + CONTENTS);
    const wanted = { owner, rows, first: rows[0], last: rows.at(-1) };
    for (const row of await session.all<ContentRow>(READ_CONTENT, wanted)) {
      const length = (row.expires_at ?? 0) - row.created_at;
      const expiresAt = length > 0 ? now + length : null;
      renewals.set(row.n, { expiresAt, hash: contentHash({ ...row, expires_at: expiresAt }) });
    }
  }
  return renewals;
}
