import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { SessionRecord, SessionStore } from "../../domain/sessions/session-store.ts";
import { parseStrings } from "./entry-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const INSERT = /* sql */ `
  INSERT INTO sessions (owner_id, id, client_id, initialize, subscriptions, created_at, touched_at, expires_at)
  VALUES (:owner, :id, :clientId, :initialize, :subscriptions, :createdAt, :touchedAt, :expiresAt)`;

const FIND = /* sql */ `
  SELECT owner_id, id, client_id, initialize, subscriptions, created_at, touched_at, expires_at
    FROM sessions
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`;

const TOUCH = /* sql */ `
  UPDATE sessions SET touched_at = :touchedAt, expires_at = :expiresAt
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`;

const SET_SUBSCRIPTIONS = /* sql */ `
  UPDATE sessions SET subscriptions = :subscriptions
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`;

const END = /* sql */ `
  DELETE FROM sessions WHERE owner_id = :owner AND id = :id RETURNING expires_at > :now AS was_there`;

const END_LONGEST_IDLE = /* sql */ `
  DELETE FROM sessions
   WHERE owner_id = :owner
     AND id IN (SELECT id FROM sessions
                 WHERE owner_id = :owner AND expires_at > :now
                 ORDER BY touched_at DESC, created_at DESC, id DESC
                 LIMIT -1 OFFSET :keep)
  RETURNING id`;

const FIND_MISSING = /* sql */ `
  SELECT wanted.value
    FROM json_each(:ids) wanted
   WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE id = wanted.value AND expires_at > :now)`;

const SWEEP = /* sql */ `
  DELETE FROM sessions WHERE expires_at <= :now`;

interface SessionRow {
  readonly owner_id: OwnerId;
  readonly id: string;
  readonly client_id: string;
  readonly initialize: string;
  readonly subscriptions: string;
  readonly created_at: number;
  readonly touched_at: number;
  readonly expires_at: number;
}

export function createSqliteSessions(
  db: Database,
  clock: Clock,
  read: Reader,
  queue: WriteQueue,
): SessionStore {
  const insert = db.prepare(INSERT);
  const find = db.prepare<unknown[], SessionRow>(FIND);
  const touch = db.prepare(TOUCH);
  const setSubscriptions = db.prepare(SET_SUBSCRIPTIONS);
  const end = db.prepare<unknown[], number>(END).pluck();
  const endLongestIdle = db.prepare<unknown[], string>(END_LONGEST_IDLE).pluck();
  const findMissing = db.prepare<unknown[], string>(FIND_MISSING).pluck();
  const sweep = db.prepare<{ now: number }>(SWEEP);

  return {
    async insert({ subscriptions, ...session }) {
      await queue.run(() => insert.run({ ...session, subscriptions: JSON.stringify(subscriptions) }));
    },

    find: (owner, id) =>
      read(() => {
        const row = find.get({ owner, id, now: clock.now() });
        return row === undefined ? undefined : toSession(row);
      }),

    touch: (owner, id, touchedAt, expiresAt) =>
      queue.run(() => touch.run({ owner, id, touchedAt, expiresAt, now: clock.now() }).changes > 0),

    async setSubscriptions(owner, id, uris) {
      const subscriptions = JSON.stringify(uris);
      await queue.run(() => setSubscriptions.run({ owner, id, subscriptions, now: clock.now() }));
    },

    end: (owner, id) => queue.run(() => end.get({ owner, id, now: clock.now() }) === 1),

    endLongestIdle: (owner, keep) =>
      queue.run(() => endLongestIdle.all({ owner, keep: Math.max(keep, 0), now: clock.now() })),

    findMissing: (ids) => read(() => findMissing.all({ ids: JSON.stringify(ids), now: clock.now() })),

    sweep: (now) => queue.run(() => sweep.run({ now }).changes),
  };
}

function toSession(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    owner: row.owner_id,
    clientId: row.client_id,
    initialize: row.initialize,
    subscriptions: parseStrings(row.subscriptions),
    createdAt: row.created_at,
    touchedAt: row.touched_at,
    expiresAt: row.expires_at,
  };
}
