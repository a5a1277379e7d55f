import type { OwnerId } from "../../domain/owner.ts";
import type { TouchedPage, Touches, UndoStore } from "../../domain/undo/undo-store.ts";
import { AUTHOR_COLUMNS } from "../shared/author-row.ts";
import {
  findRevBefore,
  type MarkRow,
  type Probe,
  SCANNED,
  type TouchedRow,
  toTouched,
  touchedBy,
  touchValues,
} from "../shared/undo-rows.ts";
import { putBack } from "./put-back.ts";
import type { Session } from "./session.ts";
import { plannedSql, sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

const READ_COUNTER = sql(/* sql */ `
  SELECT rev, skew_ms AS skew FROM owners WHERE owner_id = :owner`);

const PROBE = sql(/* sql */ `
  SELECT rev, changed_at FROM entries WHERE owner_id = :owner AND rev >= :rev::bigint ORDER BY rev LIMIT 1`);

/** Every superseded version is older than the current one, so that the entry's rev bounds them too. */
const FIND_TOUCHED = plannedSql(/* sql */ `
  SELECT t.id, t.type, t.source, t.first
    FROM (SELECT e.rev, e.id, e.type, e.source, coalesce(
                 CASE WHEN e.version > 1 THEN (
                   SELECT v.version
                     FROM entry_versions v
                    WHERE v.owner_id = :owner AND v.entry_id = e.id AND v.version > 0 AND ${touchedBy("v", "v.at")}
                    ORDER BY v.version
                    LIMIT 1) END,
                 CASE WHEN ${touchedBy("e", "e.changed_at")} THEN e.version END) AS first
            FROM entries e
           WHERE e.owner_id = :owner AND e.rev > :after AND e.rev <= :end
          OFFSET 0) t
   WHERE t.first IS NOT NULL
   ORDER BY t.rev`);

const MARK = "version, change, deleted_at, expires_at, content_hash";

const READ_MARKS = plannedSql(/* sql */ `
  SELECT v.*
    FROM unnest(:ids::text[], :firsts::int[]) AS w (entry_id, first)
   CROSS JOIN LATERAL (
         SELECT s.entry_id AS id, s.at, ${MARK}, ${AUTHOR_COLUMNS}
           FROM entry_versions s
          WHERE s.owner_id = :owner AND s.entry_id = w.entry_id AND s.version >= w.first - 1
          ORDER BY s.version) v`);

const READ_CURRENT = plannedSql(/* sql */ `
  SELECT e.*
    FROM unnest(:ids::text[]) AS w (id)
   CROSS JOIN LATERAL (
         SELECT id, changed_at AS at, ${MARK}, ${AUTHOR_COLUMNS}
           FROM entries
          WHERE owner_id = :owner AND id = w.id
         OFFSET 0) e`);

/** For looking at thousands of entries, or changing hundreds, ms. */
const PATIENCE = { timeoutMs: 60_000 };

export function createPostgresUndo({ transactions }: { readonly transactions: Transactions }): UndoStore {
  return {
    touched: (owner, touches, after) =>
      transactions.read(owner, (session) => readTouched(session, owner, touches, after), PATIENCE),
    putBack: (owner, steps, author) =>
      transactions.change(owner, (transaction) => putBack(transaction, owner, steps, author), PATIENCE),
  };
}

async function readTouched(
  session: Session,
  owner: OwnerId,
  touches: Touches,
  from: number,
): Promise<TouchedPage> {
  const { since, writer } = touches;
  const after = from === 0 && since !== undefined ? await beginning(session, owner, since) : from;
  const first = await session.get<Probe>(PROBE, { owner, rev: after + 1 });
  if (first === undefined) return { entries: [] };
  const end = first.rev + SCANNED - 1;
  const wanted = { owner, after, end, verified: writer.verified, ...touchValues(touches) };
  const rows = await session.all<TouchedRow>(FIND_TOUCHED, wanted);
  if (rows.length === 0) return { entries: [], next: end };
  const ids = rows.map(({ id }) => id);
  const [superseded, current] = await Promise.all([
    session.all<MarkRow>(READ_MARKS, { owner, ids, firsts: rows.map(({ first }) => first) }),
    session.all<MarkRow>(READ_CURRENT, { owner, ids }),
  ]);
  return { entries: toTouched(rows, [...superseded, ...current]), next: end };
}

async function beginning(session: Session, owner: OwnerId, since: number): Promise<number> {
  const counter = await session.get<{ readonly rev: number; readonly skew: number }>(READ_COUNTER, { owner });
  const search = findRevBefore(since, counter?.skew ?? 0, counter?.rev ?? 0);
  let step = search.next();
  while (!step.done) step = search.next(await session.get<Probe>(PROBE, { owner, rev: step.value }));
  return step.value;
}
