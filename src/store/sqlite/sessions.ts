import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { SessionStore } from "../../domain/sessions/session-store.ts";
import { parseStrings } from "../shared/entry-row.ts";
import { changeFollowed, type SessionRow, toSession } from "../shared/session-row.ts";
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
  UPDATE sessions SET touched_at = max(touched_at, :touchedAt), expires_at = max(expires_at, :expiresAt)
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`;

const TOUCH_ALL = /* sql */ `
  UPDATE sessions
     SET touched_at = max(touched_at, used.value ->> 'touchedAt'),
         expires_at = max(expires_at, used.value ->> 'expiresAt')
    FROM json_each(:uses) used
   WHERE owner_id = :owner AND sessions.id = used.value ->> 'id' AND expires_at > :now`;

const READ_SUBSCRIPTIONS = /* sql */ `
  SELECT subscriptions FROM sessions WHERE owner_id = :owner AND id = :id AND expires_at > :now`;

const SET_SUBSCRIPTIONS = /* sql */ `
  UPDATE sessions SET subscriptions = :subscriptions
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`;

const END = /* sql */ `
  DELETE FROM sessions WHERE owner_id = :owner AND id = :id RETURNING expires_at > :now AS was_there`;

const COUNT = /* sql */ `
  SELECT count(*) FROM sessions WHERE owner_id = :owner AND expires_at > :now`;

const END_LONGEST_IDLE = /* sql */ `
  DELETE FROM sessions
   WHERE owner_id = :owner
     AND id IN (SELECT id FROM sessions
                 WHERE owner_id = :owner AND expires_at > :now
                 ORDER BY id = :newest DESC, touched_at DESC, created_at DESC, id DESC
                 LIMIT -1 OFFSET :keep)
  RETURNING id`;

const FOLLOWED = /* sql */ `
  SELECT s.id, s.subscriptions
    FROM json_each(:sessions) wanted
    JOIN sessions s ON s.owner_id = wanted.value ->> 'owner' AND s.id = wanted.value ->> 'id'
   WHERE s.expires_at > :now`;

const SWEEP = /* sql */ `
  DELETE FROM sessions WHERE expires_at <= :now`;

export function createSqliteSessions(
  db: Database,
  clock: Clock,
  read: Reader,
  queue: WriteQueue,
): SessionStore {
  const insert = db.prepare(INSERT);
  const find = db.prepare<unknown[], SessionRow>(FIND);
  const touch = db.prepare(TOUCH);
  const touchAll = db.prepare(TOUCH_ALL);
  const readSubscriptions = db.prepare<unknown[], string>(READ_SUBSCRIPTIONS).pluck();
  const setSubscriptions = db.prepare(SET_SUBSCRIPTIONS);
  const end = db.prepare<unknown[], number>(END).pluck();
  const count = db.prepare<unknown[], number>(COUNT).pluck();
  const endLongestIdle = db.prepare<unknown[], string>(END_LONGEST_IDLE).pluck();
  const followed = db.prepare<unknown[], [string, string]>(FOLLOWED).raw();
  const sweep = db.prepare<{ now: number }>(SWEEP);

  const change = (owner: OwnerId, id: string, uri: string, follows: boolean): Promise<void> =>
    queue.run(() => {
      const at = { owner, id, now: clock.now() };
      const subscriptions = changeFollowed(readSubscriptions.get(at) ?? "[]", uri, follows);
      if (subscriptions !== undefined) setSubscriptions.run({ ...at, subscriptions });
    });

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

    async touchAll(owner, uses) {
      await queue.run(() => touchAll.run({ owner, uses: JSON.stringify(uses), now: clock.now() }));
    },

    follow: (owner, id, uri) => change(owner, id, uri, true),

    unfollow: (owner, id, uri) => change(owner, id, uri, false),

    end: (owner, id) => queue.run(() => end.get({ owner, id, now: clock.now() }) === 1),

    count: (owner) => read(() => count.get({ owner, now: clock.now() }) ?? 0),

    endLongestIdle: (owner, keep, newest = "") =>
      queue.run(() => endLongestIdle.all({ owner, keep: Math.max(keep, 0), newest, now: clock.now() })),

    followed: (sessions) =>
      read(() => {
        const keys = sessions.map(({ owner, id }) => ({ owner, id }));
        const found = followed.all({ sessions: JSON.stringify(keys), now: clock.now() });
        return new Map(found.map(([id, subscriptions]) => [id, parseStrings(subscriptions)]));
      }),

    sweep: (now) => queue.run(() => sweep.run({ now }).changes),
  };
}
