import type { Database } from "better-sqlite3";
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
import type { PutBackWriter } from "./put-back.ts";
import { createSnapshot, type Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const READ_COUNTER = /* sql */ `
  SELECT rev, skew_ms AS skew FROM rev_counter WHERE id = 1`;

const PROBE = /* sql */ `
  SELECT rev, changed_at
    FROM entries INDEXED BY entries_rev
   WHERE owner_id = :owner AND rev >= :rev
   ORDER BY rev
   LIMIT 1`;

/** Every superseded version is older than the current one, so that the entry's rev bounds them too. */
const FIND_TOUCHED = /* sql */ `
  SELECT id, type, source, first
    FROM (SELECT e.id, e.type, e.source, coalesce(
                 CASE WHEN e.version > 1 THEN (
                   SELECT v.version
                     FROM entry_versions v INDEXED BY entry_versions_version
                    WHERE v.owner_id = :owner AND v.entry_id = e.id AND ${touchedBy("v", "v.at")}
                    ORDER BY v.version
                    LIMIT 1) END,
                 CASE WHEN ${touchedBy("e", "e.changed_at")} THEN e.version END) AS first
            FROM entries e INDEXED BY entries_rev
           WHERE e.owner_id = :owner AND e.rev > :after AND e.rev <= :end)
   WHERE first IS NOT NULL`;

const READ_SUPERSEDED = /* sql */ `
  SELECT entry_id AS id, version, change, at, deleted_at, expires_at, content_hash, ${AUTHOR_COLUMNS}
    FROM entry_versions INDEXED BY entry_versions_version
   WHERE owner_id = :owner AND entry_id = :id AND version >= :first - 1
   ORDER BY version`;

const READ_CURRENT = /* sql */ `
  SELECT id, version, change, changed_at AS at, deleted_at, expires_at, content_hash, ${AUTHOR_COLUMNS}
    FROM entries INDEXED BY entries_id
   WHERE owner_id = :owner AND id = :id`;

export interface UndoOptions {
  readonly db: Database;
  readonly read: Reader;
  readonly queue: WriteQueue;
  readonly putBack: PutBackWriter;
}

export function createSqliteUndo({ db, read, queue, putBack }: UndoOptions): UndoStore {
  const snapshot = createSnapshot(db);
  const readCounter = db.prepare<[], { readonly rev: number; readonly skew: number }>(READ_COUNTER);
  const probe = db.prepare<{ owner: string; rev: number }, Probe>(PROBE);
  const findTouched = db.prepare<unknown[], TouchedRow>(FIND_TOUCHED);
  const readSuperseded = db.prepare<unknown[], MarkRow>(READ_SUPERSEDED);
  const readCurrent = db.prepare<unknown[], MarkRow>(READ_CURRENT);

  function beginning(owner: OwnerId, since: number): number {
    const { rev, skew } = readCounter.get() ?? { rev: 0, skew: 0 };
    const search = findRevBefore(since, skew, rev);
    let step = search.next();
    while (!step.done) step = search.next(probe.get({ owner, rev: step.value }));
    return step.value;
  }

  function touched(owner: OwnerId, touches: Touches, from: number): TouchedPage {
    const { since } = touches;
    const after = from === 0 && since !== undefined ? beginning(owner, since) : from;
    const first = probe.get({ owner, rev: after + 1 });
    if (first === undefined) return { entries: [] };
    const end = first.rev + SCANNED - 1;
    const verified = touches.writer.verified ? 1 : 0;
    const rows = findTouched.all({ owner, after, end, verified, ...touchValues(touches) });
    const marks = rows.flatMap(({ id, first }) => [
      ...readSuperseded.all({ owner, id, first }),
      ...readCurrent.all({ owner, id }),
    ]);
    return { entries: toTouched(rows, marks), next: end };
  }

  return {
    touched: (owner, touches, after) => read(() => snapshot(() => touched(owner, touches, after))),
    putBack: (owner, steps, author) => queue.run((transaction) => putBack(transaction, owner, steps, author)),
  };
}
