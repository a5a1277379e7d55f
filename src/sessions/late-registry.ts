import { AwarenessError } from "../domain/errors.ts";
import type { SessionStore } from "../domain/sessions/session-store.ts";
import type { Logger } from "../telemetry/logger.ts";

/** A registry in a database of its own. */
export interface OpenedRegistry {
  readonly sessions: SessionStore;
  close(): Promise<void>;
}

export interface LateRegistryOptions {
  open(): Promise<OpenedRegistry>;
  readonly log: Logger;
}

const RETRY_MS = 1_000;

/**
 * Opens the registry; when its database is away, goes on trying and answers `unavailable` until then: requests that need no
 * session do not wait for it.
 * @throws AwarenessError when trying again would not help.
 */
export async function openLateRegistry({ open, log }: LateRegistryOptions): Promise<OpenedRegistry> {
  let opened: OpenedRegistry | undefined;
  let away: AwarenessError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let opening: Promise<void> = Promise.resolve();
  let closed = false;

  async function attempt(): Promise<void> {
    try {
      opened = await open();
      if (away !== undefined) log.info("the database of the sessions is there");
    } catch (error) {
      if (!isAway(error) || closed) throw error;
      if (away === undefined)
        log.warn({ reason: error.details.reason }, "the database of the sessions is away");
      away = error;
      timer = setTimeout(again, RETRY_MS);
    }
  }

  function again(): void {
    opening = attempt().catch((error: unknown) => {
      log.error({ err: error }, "the database of the sessions cannot be used");
      if (!closed) timer = setTimeout(again, RETRY_MS);
    });
  }

  await attempt();
  const call = <Value>(use: (sessions: SessionStore) => Promise<Value>): Promise<Value> =>
    opened === undefined ? Promise.reject(away) : use(opened.sessions);
  return {
    sessions: {
      insert: (session) => call((sessions) => sessions.insert(session)),
      find: (owner, id) => call((sessions) => sessions.find(owner, id)),
      touch: (owner, id, touchedAt, expiresAt) =>
        call((sessions) => sessions.touch(owner, id, touchedAt, expiresAt)),
      touchAll: (owner, uses) => call((sessions) => sessions.touchAll(owner, uses)),
      follow: (owner, id, uri) => call((sessions) => sessions.follow(owner, id, uri)),
      unfollow: (owner, id, uri) => call((sessions) => sessions.unfollow(owner, id, uri)),
      end: (owner, id) => call((sessions) => sessions.end(owner, id)),
      count: (owner) => call((sessions) => sessions.count(owner)),
      endLongestIdle: (owner, keep, newest) =>
        call((sessions) => sessions.endLongestIdle(owner, keep, newest)),
      followed: (all) => call((sessions) => sessions.followed(all)),
      sweep: (now) => call((sessions) => sessions.sweep(now)),
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await opening;
      await opened?.close();
    },
  };
}

function isAway(error: unknown): error is AwarenessError {
  return error instanceof AwarenessError && error.code === "unavailable" && error.retryable;
}
