import { AwarenessError } from "../domain/errors.ts";
import type { SessionStore } from "../domain/sessions/session-store.ts";

/** Reasons that say that the whole database is away, and not that one call has failed. */
const AWAY: readonly unknown[] = ["unreachable", "timeout"];

/**
 * The registry, which fails at once while its database is away: one call at a time finds out whether it is back, the
 * others do not wait behind it. Otherwise requests that need no registry would go short of their owner's share.
 */
export function withBreaker(store: SessionStore): SessionStore {
  let away: AwarenessError | undefined;
  let probing = false;

  async function attempt<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      const value = await call();
      away = undefined;
      return value;
    } catch (error) {
      if (isAway(error)) away = error;
      else if (!isUnavailable(error)) away = undefined;
      throw error;
    }
  }

  async function run<Value>(call: () => Promise<Value>): Promise<Value> {
    if (away === undefined) return attempt(call);
    if (probing) throw away;
    probing = true;
    try {
      return await attempt(call);
    } finally {
      probing = false;
    }
  }

  return {
    insert: (session) => run(() => store.insert(session)),
    find: (owner, id) => run(() => store.find(owner, id)),
    touch: (owner, id, touchedAt, expiresAt) => run(() => store.touch(owner, id, touchedAt, expiresAt)),
    touchAll: (owner, uses) => run(() => store.touchAll(owner, uses)),
    follow: (owner, id, uri) => run(() => store.follow(owner, id, uri)),
    unfollow: (owner, id, uri) => run(() => store.unfollow(owner, id, uri)),
    end: (owner, id) => run(() => store.end(owner, id)),
    count: (owner) => run(() => store.count(owner)),
    endLongestIdle: (owner, keep, newest) => run(() => store.endLongestIdle(owner, keep, newest)),
    followed: (sessions) => run(() => store.followed(sessions)),
    sweep: (now) => run(() => store.sweep(now)),
  };
}

/** It says nothing good of the database, whatever its reason. */
function isUnavailable(error: unknown): error is AwarenessError {
  return error instanceof AwarenessError && error.code === "unavailable";
}

function isAway(error: unknown): error is AwarenessError {
  return isUnavailable(error) && AWAY.includes(error.details.reason);
}
