import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { SessionStore, SessionUse } from "../../domain/sessions/session-store.ts";
import { parseStrings } from "../shared/entry-row.ts";
import { changeFollowed, type SessionRow, toSession } from "../shared/session-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Patience, type Transactions } from "./transactions.ts";

const INSERT = sql(/* sql */ `
  INSERT INTO sessions (owner_id, id, client_id, initialize, subscriptions, created_at, touched_at, expires_at)
  VALUES (:owner, :id, :clientId, :initialize, :subscriptions, :createdAt, :touchedAt, :expiresAt)`);

const FIND = sql(/* sql */ `
  SELECT owner_id, id, client_id, initialize, subscriptions, created_at, touched_at, expires_at
    FROM sessions
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`);

const TOUCH = sql(/* sql */ `
  UPDATE sessions
     SET touched_at = greatest(touched_at, :touchedAt), expires_at = greatest(expires_at, :expiresAt)
   WHERE owner_id = :owner AND id = :id AND expires_at > :now
  RETURNING id`);

/** Locks in one order, so that two that write down the same uses never wait for each other. */
const TOUCH_ALL = sql(/* sql */ `
  WITH used AS (
    SELECT s.id, u.touched_at, u.expires_at
      FROM unnest(:ids::text[], :touched::bigint[], :expires::bigint[]) u (id, touched_at, expires_at)
      JOIN sessions s ON s.owner_id = :owner AND s.id = u.id
     WHERE s.expires_at > :now AND (s.touched_at < u.touched_at OR s.expires_at < u.expires_at)
     ORDER BY s.id
       FOR NO KEY UPDATE OF s
  )
  UPDATE sessions s
     SET touched_at = greatest(s.touched_at, used.touched_at), expires_at = greatest(s.expires_at, used.expires_at)
    FROM used
   WHERE s.owner_id = :owner AND s.id = used.id`);

const LOCK_SUBSCRIPTIONS = sql(/* sql */ `
  SELECT subscriptions FROM sessions WHERE owner_id = :owner AND id = :id AND expires_at > :now FOR UPDATE`);

const SET_SUBSCRIPTIONS = sql(/* sql */ `
  UPDATE sessions SET subscriptions = :subscriptions
   WHERE owner_id = :owner AND id = :id AND expires_at > :now`);

const END = sql(/* sql */ `
  DELETE FROM sessions WHERE owner_id = :owner AND id = :id RETURNING expires_at > :now AS was_there`);

const COUNT = sql(/* sql */ `
  SELECT count(*) AS count FROM sessions WHERE owner_id = :owner AND expires_at > :now`);

/**
 * A row that somebody else has locked is skipped: either it is being ended already, or it is in use and no longer idle. So
 * nodes that open sessions at once never wait for each other.
 */
const END_LONGEST_IDLE = sql(/* sql */ `
  WITH idle AS (
    SELECT id
      FROM sessions
     WHERE owner_id = :owner
       AND id = ANY(ARRAY(SELECT id FROM sessions
                           WHERE owner_id = :owner AND expires_at > :now
                           ORDER BY id = :newest DESC, touched_at DESC, created_at DESC, id DESC
                          OFFSET :keep::bigint))
       FOR UPDATE SKIP LOCKED
  )
  DELETE FROM sessions s USING idle WHERE s.owner_id = :owner AND s.id = idle.id RETURNING s.id`);

const FOLLOWED = sql(/* sql */ `
  SELECT s.id, s.subscriptions
    FROM unnest(:owners::text[], :ids::text[]) wanted (owner_id, id)
    JOIN sessions s ON s.owner_id = wanted.owner_id AND s.id = wanted.id
   WHERE s.expires_at > :now`);

/** Skips what another node is removing or using at this moment. */
const SWEEP = sql(/* sql */ `
  WITH expired AS (
    SELECT owner_id, id FROM sessions WHERE expires_at <= :now FOR UPDATE SKIP LOCKED
  ), removed AS (
    DELETE FROM sessions s USING expired e WHERE s.owner_id = e.owner_id AND s.id = e.id RETURNING 1
  )
  SELECT count(*) AS count FROM removed`);

/**
 * Less than others get: a request of a session needs the registry before it can begin with anything else, and while the
 * registry is away such requests must not take the places of those that do without.
 */
const PATIENCE: Patience = { timeoutMs: 3_000 };

interface IdRow {
  readonly id: string;
}

export interface SessionsOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

export function createPostgresSessions({ transactions: all, clock }: SessionsOptions): SessionStore {
  const transactions: Pick<Transactions, "read" | "one" | "write"> = {
    read: (scope, work) => all.read(scope, work, PATIENCE),
    one: (scope, statement, values) => all.one(scope, statement, values, PATIENCE),
    write: (scope, work) => all.write(scope, work, PATIENCE),
  };
  const idsOf = (rows: readonly IdRow[]) => rows.map(({ id }) => id);

  const change = (owner: OwnerId, id: string, uri: string, follows: boolean): Promise<void> =>
    transactions.write(owner, async (session) => {
      const at = { owner, id, now: clock.now() };
      const row = await session.get<Pick<SessionRow, "subscriptions">>(LOCK_SUBSCRIPTIONS, at);
      const subscriptions = changeFollowed(row?.subscriptions ?? "[]", uri, follows);
      if (row !== undefined && subscriptions !== undefined) {
        session.send(SET_SUBSCRIPTIONS, { ...at, subscriptions });
      }
    });

  return {
    async insert({ subscriptions, ...session }) {
      const values = { ...session, subscriptions: JSON.stringify(subscriptions) };
      await transactions.one(session.owner, INSERT, values);
    },

    find: (owner, id) =>
      transactions.read(owner, async (session) => {
        const row = await session.get<SessionRow>(FIND, { owner, id, now: clock.now() });
        return row === undefined ? undefined : toSession(row);
      }),

    async touch(owner, id, touchedAt, expiresAt) {
      const values = { owner, id, touchedAt, expiresAt, now: clock.now() };
      return (await transactions.one(owner, TOUCH, values)).length > 0;
    },

    async touchAll(owner, uses) {
      await transactions.one(owner, TOUCH_ALL, { owner, ...columnsOf(uses), now: clock.now() });
    },

    follow: (owner, id, uri) => change(owner, id, uri, true),

    unfollow: (owner, id, uri) => change(owner, id, uri, false),

    async end(owner, id) {
      const values = { owner, id, now: clock.now() };
      const [row] = await transactions.one<{ readonly was_there: boolean }>(owner, END, values);
      return row?.was_there === true;
    },

    count: (owner) =>
      transactions.read(owner, async (session) => {
        const row = await session.get<{ readonly count: number }>(COUNT, { owner, now: clock.now() });
        return row?.count ?? 0;
      }),

    async endLongestIdle(owner, keep, newest = "") {
      const values = { owner, keep: Math.max(keep, 0), newest, now: clock.now() };
      return idsOf(await transactions.one<IdRow>(owner, END_LONGEST_IDLE, values));
    },

    followed: (sessions) =>
      transactions.read(EVERYBODY, async (session) => {
        const found = await session.all<Pick<SessionRow, "id" | "subscriptions">>(FOLLOWED, {
          owners: sessions.map(({ owner }) => owner),
          ids: sessions.map(({ id }) => id),
          now: clock.now(),
        });
        return new Map(found.map(({ id, subscriptions }) => [id, parseStrings(subscriptions)]));
      }),

    async sweep(now) {
      const [row] = await transactions.one<{ readonly count: number }>(EVERYBODY, SWEEP, { now });
      return row?.count ?? 0;
    },
  };
}

function columnsOf(uses: readonly SessionUse[]) {
  return {
    ids: uses.map(({ id }) => id),
    touched: uses.map(({ touchedAt }) => touchedAt),
    expires: uses.map(({ expiresAt }) => expiresAt),
  };
}
