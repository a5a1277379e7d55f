import type { OwnerId } from "../../domain/owner.ts";
import { toBytes } from "../../domain/search/indexed-document.ts";
import { ENTRY_COLUMNS, type EntryRow } from "../shared/entry-row.ts";
import { type ChangedDocument, type FoundChanges, languageChanges } from "../shared/search-flush.ts";
import { MOST_FLUSHED } from "../shared/search-limits.ts";
import { INDEXED } from "./search-segments.ts";
import { sql } from "./sql.ts";
import type { Transactions, WriteSession } from "./transactions.ts";

const STATE = sql(/* sql */ `
  SELECT coalesce((SELECT indexed_rev FROM search_owners WHERE owner_id = :owner), 0) AS indexed,
         coalesce((SELECT rev FROM owners WHERE owner_id = :owner), 0) AS newest`);

/** The entry by which there is enough goes along. */
const CHANGED = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS}, d.language
    FROM (SELECT c.*, sum(octet_length(c.data)) OVER (ORDER BY c.rev) - octet_length(c.data) AS before
            FROM (SELECT e.* FROM entries e
                   WHERE e.owner_id = :owner
                     AND e.rev > ${INDEXED}
                   ORDER BY e.rev LIMIT :limit::bigint) c) e
    LEFT JOIN search_documents d ON d.owner_id = :owner AND d.n = e.n
   WHERE e.before <= :bytes::bigint
   ORDER BY e.rev`);

/** An entry that was purged meanwhile is left out. */
const PUT_DOCUMENTS = sql(/* sql */ `
  INSERT INTO search_documents AS d (owner_id, n, source, language, rev, created_at, changed_at, expires_at, forward)
  SELECT e.owner_id, e.n, e.source, w.language, e.rev, e.created_at, e.changed_at, e.expires_at, w.forward
    FROM unnest(:numbers::bigint[], :languages::text[], :forwards::bytea[]) w (n, language, forward)
    JOIN entries e ON e.owner_id = :owner AND e.n = w.n
  ON CONFLICT (owner_id, n) DO UPDATE
     SET source = excluded.source, language = excluded.language, rev = excluded.rev, created_at = excluded.created_at,
         changed_at = excluded.changed_at, expires_at = excluded.expires_at, forward = excluded.forward
  RETURNING d.n`);

const REMOVE_DOCUMENTS = sql(/* sql */ `
  DELETE FROM search_documents WHERE owner_id = :owner AND n = ANY(:numbers::bigint[])`);

const COUNT_LANGUAGES = sql(/* sql */ `
  INSERT INTO search_languages (owner_id, language, entries)
  SELECT :owner, c.language, c.change FROM unnest(:languages::text[], :changes::int[]) c (language, change)
  ON CONFLICT (owner_id, language) DO UPDATE
     SET entries = greatest(0, search_languages.entries + excluded.entries)`);

/**
 * What changed in an owner's entries since they were indexed, `rows` empty when all of it is gone; `undefined` when
 * nothing did. Revs of one owner become visible in order, so nothing appears later below `to`.
 */
export function findChanges(transactions: Transactions, owner: OwnerId): Promise<FoundChanges | undefined> {
  return transactions.read(
    owner,
    async (session) => {
      const [state, rows] = await Promise.all([
        session.get<{ readonly indexed: number; readonly newest: number }>(STATE, { owner }),
        session.rows<EntryRow>(CHANGED, {
          owner,
          limit: MOST_FLUSHED.entries,
          bytes: MOST_FLUSHED.bytes,
        }),
      ]);
      const { indexed: from = 0, newest = 0 } = state ?? {};
      const last = rows.at(-1);
      if (last !== undefined) return { from, to: last[2], rows };
      return newest > from ? { from, to: newest, rows } : undefined;
    },
    { timeoutMs: 60_000 },
  );
}

/**
 * Stores the words of entries and counts their languages. To be run while the owner's entries cannot change: a row of
 * an entry that is being changed would be waited for, maybe by two who wait for each other.
 */
export async function writeDocuments(
  session: WriteSession,
  owner: OwnerId,
  entries: readonly ChangedDocument[],
): Promise<void> {
  const live = entries.filter(({ document }) => document !== undefined);
  const put = session.rows<readonly [number]>(PUT_DOCUMENTS, {
    owner,
    numbers: live.map(({ n }) => n),
    languages: live.map(({ language }) => language),
    forwards: live.map(({ document }) => toBuffer(document?.forward)),
  });
  const gone = entries.filter(({ before, document }) => before !== null && document === undefined);
  session.send(REMOVE_DOCUMENTS, { owner, numbers: gone.map(({ n }) => n) });
  const written = new Set((await put).map(([n]) => n));
  const changes = [...languageChanges(entries, (n) => written.has(n))];
  session.send(COUNT_LANGUAGES, {
    owner,
    languages: changes.map(([language]) => language),
    changes: changes.map(([, change]) => change),
  });
}

/** The driver takes nothing else for a `bytea` inside an array. */
function toBuffer(forward: Uint32Array = new Uint32Array(0)): Buffer {
  const { buffer, byteOffset, byteLength } = toBytes(forward);
  return Buffer.from(buffer, byteOffset, byteLength);
}
