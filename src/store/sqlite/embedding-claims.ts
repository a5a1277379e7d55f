import type { Claim, EmbeddingQueue } from "../../domain/embeddings/embedding-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import {
  AFTER_ENTRY_COLUMNS,
  DATA_COLUMN,
  ENTRY_COLUMNS,
  type EntryRow,
  IS_LIVE,
  toEntry,
} from "../shared/entry-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { createEmbeddingStates } from "./embedding-state.ts";
import { LIMIT } from "./limit.ts";

const HAS_DUE = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM embedding_queue INDEXED BY embedding_queue_due
                  WHERE owner_id = :owner AND model = :model AND next_at <= :now)`;

const DUE = /* sql */ `
  SELECT ${ENTRY_COLUMNS}, q.attempts, ${IS_LIVE} AS live,
         (SELECT v.text_hash FROM embeddings v
           WHERE v.owner_id = :owner AND v.model = :model AND v.n = q.n AND v.chunk = 0
             AND v.dimensions = :dimensions) AS hash
    FROM embedding_queue q INDEXED BY embedding_queue_due
   CROSS JOIN entries e ON e.n = q.n
   WHERE q.owner_id = :owner AND q.model = :model AND q.next_at <= :now AND e.owner_id = :owner
   ORDER BY q.next_at, q.n ${LIMIT}`;

/** The plus keeps SQLite from walking through the whole queue of the owner. */
const TAKE = /* sql */ `
  UPDATE embedding_queue SET next_at = :until, claimed_until = :until
   WHERE n IN (SELECT value FROM json_each(:numbers)) AND model = :model AND +owner_id = :owner`;

const REMOVE = /* sql */ `
  DELETE FROM embedding_queue WHERE n = :n AND model = :model AND owner_id = :owner`;

/** Such a row would otherwise be read again and again, and nothing behind it. */
const GIVE_UP_DAMAGED = /* sql */ `
  UPDATE embedding_queue
     SET attempts = attempts + 1, next_at = NULL, claimed_until = 0, error_code = 'damaged', error = :message,
         failed_at = :now
   WHERE n = :n AND model = :model AND owner_id = :owner`;

/** Characters of data in one lease, unless a single entry has more. */
const MOST_DATA = 1_000_000;

interface Place {
  readonly owner: OwnerId;
  readonly model: string;
  readonly now: number;
}

/** Hands out what is due. */
export function createClaim({ db, clock, read, queue }: EmbeddingParts): EmbeddingQueue["claim"] {
  const states = createEmbeddingStates(db);
  const hasDue = db.prepare<unknown[], 0 | 1>(HAS_DUE).pluck();
  const due = db.prepare<unknown[], EntryRow>(DUE).raw();
  const take = db.prepare(TAKE);
  const remove = db.prepare(REMOVE);
  const giveUpDamaged = db.prepare(GIVE_UP_DAMAGED);

  function readDue(place: Place, dimensions: number | null, limit: number): readonly EntryRow[] {
    const rows: EntryRow[] = [];
    let size = 0;
    for (const row of due.iterate({ ...place, dimensions, limit })) {
      size += row[DATA_COLUMN].length;
      if (rows.length > 0 && size > MOST_DATA) break;
      rows.push(row);
    }
    return rows;
  }

  /** `undefined` for an entry that has expired or cannot be read; it leaves the queue, or is given up. */
  function toClaim(row: EntryRow, { owner, model, now }: Place): Claim | undefined {
    const [number] = row;
    const [attempts, live, hash] = row.slice(AFTER_ENTRY_COLUMNS) as [number, 0 | 1, Buffer | null];
    if (live === 0) {
      remove.run({ n: number, model, owner });
      return undefined;
    }
    try {
      const claim = { number, entry: toEntry(row), attempts };
      return hash === null ? claim : { ...claim, embeddedHash: hash };
    } catch (error) {
      if (!(error instanceof AwarenessError)) throw error;
      giveUpDamaged.run({ n: number, model, owner, now, message: error.message });
      return undefined;
    }
  }

  return async (owner, model, { limit, leaseMs }) => {
    const none = { claims: [], until: 0 };
    if (limit <= 0) return none;
    if ((await read(() => hasDue.get({ owner, model, now: clock.now() }))) === 0) return none;
    return queue.run(() => {
      const now = clock.now();
      const until = now + leaseMs;
      const { dimensions } = states.read(owner, model);
      let claims: readonly Claim[] = [];
      for (let found = 1; claims.length === 0 && found > 0; ) {
        const rows = readDue({ owner, model, now }, dimensions, limit);
        found = rows.length;
        claims = rows.flatMap((row) => toClaim(row, { owner, model, now }) ?? []);
      }
      take.run({ owner, model, until, numbers: JSON.stringify(claims.map(({ number }) => number)) });
      return dimensions === null ? { claims, until } : { claims, until, dimensions };
    });
  };
}
