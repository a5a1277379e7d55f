import type { Clock } from "../domain/clock.ts";
import type { OwnerId } from "../domain/owner.ts";
import type { Principal } from "../domain/principal.ts";
import { toProject } from "../domain/projects/project.ts";
import type { SessionRecord, SessionStore } from "../domain/sessions/session-store.ts";
import type { Logger } from "../telemetry/logger.ts";
import { FollowedSet } from "./followed-set.ts";
import { type LiveSession, newSessionId, openLiveSession, type SessionServer } from "./live-session.ts";
import { replayInitialize } from "./replay.ts";

export interface SessionManagerOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Idle time after which a session ends, ms. */
  readonly ttlMs: number;
  /** Beyond it the owner's longest idle session ends. */
  readonly maxPerOwner: number;
  /** Makes the server of a session; must do no I/O. */
  makeServer(principal: Principal, followed: FollowedSet): SessionServer;
}

/** How one request is served by the SDK transport of its session. */
export type Serve = (session: LiveSession) => Promise<Response>;

const TOUCH_EVERY_MS = 30_000;
const FORGET_AFTER_MS = 600_000;

/**
 * Whose conversation it is, beside the owner's. What a session follows was looked at with the eyes of the token that opened
 * it, so a token that is bound to another project, or to none, is another client. A client id has no line breaks (RFC 6749
 * appendix A.1).
 */
function clientOf({ clientId = "", sources }: Principal): string {
  return sources === undefined ? clientId : `${clientId}\n${JSON.stringify(toProject(sources))}`;
}

/** Conversations of 2025-era clients. The registry is the truth; what lives here can be rebuilt from it at any time. */
export class SessionManager {
  readonly #options: SessionManagerOptions;
  readonly #live = new Map<string, LiveSession>();
  readonly #restoring = new Map<string, Promise<LiveSession | undefined>>();

  constructor(options: SessionManagerOptions) {
    this.#options = options;
  }

  /** Opens a session with an `initialize` request; it is registered before the answer goes out. */
  async open(principal: Principal, initialize: unknown, serve: Serve): Promise<Response> {
    const session = await this.#bringAlive(principal, newSessionId(), []);
    try {
      const response = await serve(session);
      if (response.headers.get("mcp-session-id") === null) {
        await session.close();
        return response;
      }
      await this.#register(principal, session.id, initialize);
      this.#live.set(session.id, session);
      await this.#makeRoom(session);
      return response;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Serves a request of a session; `undefined` when the caller has no such session, for whatever reason. */
  async resume(principal: Principal, id: string, serve: Serve): Promise<Response | undefined> {
    const version = this.#live.get(id)?.followed.version;
    const record = await this.#find(principal, id);
    if (record === undefined) return undefined;
    const session = this.#live.get(id) ?? (await this.#restore(principal, record));
    if (session === undefined) return undefined;
    if (version !== undefined) adopt(session, record.subscriptions, version);
    await this.#touch(session);
    return serve(session);
  }

  /** Ends a session everywhere; false when the caller has no such session. */
  async end(principal: Principal, id: string): Promise<boolean> {
    if ((await this.#find(principal, id)) === undefined) return false;
    const ended = await this.#options.store.end(principal.owner, id);
    await this.#live.get(id)?.close();
    return ended;
  }

  /**
   * Closes streams of sessions that were ended elsewhere, learns what the others were told elsewhere to follow, and lets
   * go of idle ones; called more than once a second.
   */
  async tidy(): Promise<void> {
    const { clock, ttlMs } = this.#options;
    const now = clock.now();
    const patienceMs = Math.min(FORGET_AFTER_MS, ttlMs);
    const busy = new Map<LiveSession, number>();
    for (const session of [...this.#live.values()]) {
      if (session.active > 0) busy.set(session, session.followed.version);
      else if (now - session.usedAt > patienceMs) await session.close();
    }
    if (busy.size === 0) return;
    const there = await this.#options.store.followed([...busy.keys()]);
    for (const [session, version] of busy) {
      const uris = there.get(session.id);
      if (uris === undefined) await session.close();
      else adopt(session, uris, version);
    }
  }

  /** Closes what lives here; the sessions themselves go on elsewhere or after a restart. */
  async close(): Promise<void> {
    await Promise.all([...this.#live.values()].map((session) => session.close()));
  }

  async #find(principal: Principal, id: string): Promise<SessionRecord | undefined> {
    const record = await this.#options.store.find(principal.owner, id);
    if (record !== undefined) return record.clientId === clientOf(principal) ? record : undefined;
    const stale = this.#live.get(id);
    if (stale?.owner === principal.owner) await stale.close();
    return undefined;
  }

  async #register(principal: Principal, id: string, initialize: unknown): Promise<void> {
    const { store, clock, ttlMs } = this.#options;
    const now = clock.now();
    await store.insert({
      id,
      owner: principal.owner,
      clientId: clientOf(principal),
      initialize: JSON.stringify(initialize),
      subscriptions: [],
      createdAt: now,
      touchedAt: now,
      expiresAt: now + ttlMs,
    });
  }

  /**
   * Ends what is over the limit. After the new one is there: of many that come at once, the last one to look sees all of
   * them. A failure is no reason to refuse the new one, and nobody is ended without word of who is idle: the next one that
   * is opened makes room for both.
   */
  async #makeRoom({ owner, id }: LiveSession): Promise<void> {
    const { store, maxPerOwner, log } = this.#options;
    try {
      if ((await store.count(owner)) <= maxPerOwner) return;
      await this.#writeDownUse(owner);
      for (const old of await store.endLongestIdle(owner, maxPerOwner, id))
        await this.#live.get(old)?.close();
    } catch (error) {
      log.warn({ err: error }, "sessions over the limit could not be ended");
    }
  }

  /** The registry learns of use late (see `#touch`); before it is asked who is idle it must know. */
  async #writeDownUse(owner: OwnerId): Promise<void> {
    const { store, ttlMs } = this.#options;
    const used = [...this.#live.values()]
      .filter((one) => one.owner === owner && one.usedAt > one.touchedAt)
      .map((session) => ({ session, touchedAt: session.usedAt }));
    if (used.length === 0) return;
    await store.touchAll(
      owner,
      used.map(({ session: { id }, touchedAt }) => ({ id, touchedAt, expiresAt: touchedAt + ttlMs })),
    );
    for (const { session, touchedAt } of used) session.touchedAt = Math.max(session.touchedAt, touchedAt);
  }

  async #bringAlive(principal: Principal, id: string, uris: readonly string[]): Promise<LiveSession> {
    const { store, clock, makeServer } = this.#options;
    const { owner } = principal;
    const followed = new FollowedSet(uris, {
      follow: (uri) => store.follow(owner, id, uri),
      unfollow: (uri) => store.unfollow(owner, id, uri),
    });
    const session: LiveSession = await openLiveSession({
      id,
      owner,
      clientId: clientOf(principal),
      now: clock.now(),
      made: makeServer(principal, followed),
      followed,
      onClosed: () => {
        if (this.#live.get(id) === session) this.#live.delete(id);
      },
    });
    return session;
  }

  /** One rebuild at a time for each session, however many requests arrive at once. */
  #restore(principal: Principal, record: SessionRecord): Promise<LiveSession | undefined> {
    const running = this.#restoring.get(record.id);
    if (running !== undefined) return running;
    const started = this.#rebuild(principal, record).finally(() => this.#restoring.delete(record.id));
    this.#restoring.set(record.id, started);
    return started;
  }

  /** A session that this version cannot restore ends: its client opens another one. */
  async #rebuild(principal: Principal, record: SessionRecord): Promise<LiveSession | undefined> {
    const session = await this.#bringAlive(principal, record.id, record.subscriptions);
    session.touchedAt = record.touchedAt;
    session.mayHaveMissed = true;
    let restored = false;
    try {
      restored = await replayInitialize(session.transport, record.initialize);
      if (restored) this.#live.set(record.id, session);
    } finally {
      if (!restored) await session.close();
    }
    if (restored) return session;
    this.#options.log.warn("a stored session could not be restored and was ended");
    await this.#options.store.end(record.owner, record.id);
    return undefined;
  }

  /** Renews the expiry, at most every half minute; failing to is no reason to refuse the request. */
  async #touch(session: LiveSession): Promise<void> {
    const { store, clock, ttlMs, log } = this.#options;
    const now = clock.now();
    session.usedAt = now;
    if (now - session.touchedAt < Math.min(TOUCH_EVERY_MS, ttlMs / 4)) return;
    session.touchedAt = now;
    try {
      await store.touch(session.owner, session.id, now, now + ttlMs);
    } catch (error) {
      log.warn({ err: error }, "a session's expiry could not be moved");
    }
  }
}

/** Takes over what other processes were told to follow; what changed since they were is not known, so it is told. */
function adopt(session: LiveSession, uris: readonly string[], version: number): void {
  for (const uri of session.followed.adopt(uris, version)) session.tell(uri);
}
