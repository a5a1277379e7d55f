import type { OverviewStore } from "../overview/overview-store.ts";
import type { OwnerId } from "../owner.ts";
import type { ChangeSignal } from "./change-signal.ts";

/** Somebody who wants to know of changes. */
export interface ChangeWatch {
  /** Resolves when every change from now on will be told. */
  readonly ready: Promise<void>;
  stop(): void;
}

/** Tells watchers that an owner's entries changed, whichever process changed them. */
export interface ChangeFeed {
  /** Calls `listener` after changes of this owner. */
  watch(owner: OwnerId, listener: () => void): ChangeWatch;
  /** Looks at once instead of at the next poll; called after a write of this process. */
  kick(owner: OwnerId): void;
  close(): void;
}

export interface ChangeFeedOptions {
  readonly store: Pick<OverviewStore, "latestRevs">;
  /** Word from other processes, where the database carries it. */
  readonly signal?: ChangeSignal | undefined;
  /** How often watched owners are looked at, ms. Nobody is looked at while nobody watches. */
  readonly pollMs?: number;
  /** The same while the signal is up. */
  readonly slowPollMs?: number;
  onError(error: unknown): void;
}

interface Watched {
  readonly listeners: Set<() => void>;
  /** Unknown until the first look. */
  lastRev: number | undefined;
  /** A look has failed: what happened meanwhile counts as a change. */
  unsure: boolean;
  /** Resolves after the first look. */
  readonly ready: Promise<void>;
  readonly resolve: () => void;
  readonly unheed: () => void;
}

/** Owners that are looked at with one query. */
const BATCH = 1_000;

/** Compares each owner's number of changes: that works across processes and nodes, and one query does for all owners. */
export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  return new PolledChangeFeed(options);
}

class PolledChangeFeed implements ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #pollMs: number;
  readonly #slowPollMs: number;
  readonly #watched = new Map<OwnerId, Watched>();
  readonly #due = new Set<OwnerId>();
  readonly #unheedUp: (() => void) | undefined;
  #looking = false;
  #failed = false;
  /** By `performance.now()`, ms. */
  #allLookedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 1_000;
    this.#slowPollMs = options.slowPollMs ?? 10_000;
    this.#unheedUp = options.signal?.onUp(() => this.#lookAtAll());
  }

  watch(owner: OwnerId, listener: () => void): ChangeWatch {
    const entry = this.#watched.get(owner) ?? this.#open(owner);
    entry.listeners.add(listener);
    this.#timer ??= setInterval(() => this.#poll(), this.#pollMs).unref();
    return {
      ready: entry.ready,
      stop: () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size === 0 && this.#watched.get(owner) === entry) this.#forget(owner, entry);
      },
    };
  }

  kick(owner: OwnerId): void {
    this.#lookAt([owner]);
  }

  close(): void {
    this.#unheedUp?.();
    for (const [owner, entry] of [...this.#watched]) this.#forget(owner, entry);
    clearInterval(this.#timer);
  }

  #open(owner: OwnerId): Watched {
    let resolve = () => {};
    const ready = new Promise<void>((done) => {
      resolve = done;
    });
    const unheed = this.#options.signal?.watch(owner, () => this.#lookAt([owner])) ?? (() => {});
    const entry: Watched = {
      listeners: new Set(),
      lastRev: undefined,
      unsure: false,
      ready,
      resolve,
      unheed,
    };
    this.#watched.set(owner, entry);
    this.#lookAt([owner]);
    return entry;
  }

  #forget(owner: OwnerId, entry: Watched): void {
    this.#watched.delete(owner);
    entry.unheed();
    entry.resolve();
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #poll(): void {
    const isSlow = this.#options.signal?.isUp() === true && !this.#failed;
    // The timer itself may be a little early.
    const since = performance.now() - this.#allLookedAt + this.#pollMs / 2;
    if (since >= (isSlow ? this.#slowPollMs : this.#pollMs)) this.#lookAtAll();
  }

  #lookAtAll(): void {
    this.#failed = false;
    this.#allLookedAt = performance.now();
    this.#lookAt(this.#watched.keys());
  }

  /** One look at a time. What is asked for during one is looked at again: that one may have come too early. */
  #lookAt(owners: Iterable<OwnerId>): void {
    for (const owner of owners) if (this.#watched.has(owner)) this.#due.add(owner);
    if (!this.#looking && this.#due.size > 0) void this.#lookAtDue();
  }

  async #lookAtDue(): Promise<void> {
    this.#looking = true;
    while (this.#due.size > 0) {
      const owners = [...this.#due].slice(0, BATCH);
      for (const owner of owners) this.#due.delete(owner);
      await this.#look(owners);
    }
    this.#looking = false;
  }

  async #look(owners: readonly OwnerId[]): Promise<void> {
    try {
      const revs = await this.#options.store.latestRevs(owners);
      for (const owner of owners) this.#judge(owner, revs.get(owner) ?? 0);
    } catch (error) {
      this.#failed = true;
      for (const entry of owners.flatMap((owner) => this.#watched.get(owner) ?? [])) {
        entry.unsure = true;
        entry.resolve();
      }
      this.#options.onError(error);
    }
  }

  #judge(owner: OwnerId, rev: number): void {
    const entry = this.#watched.get(owner);
    if (entry === undefined) return;
    const changed = entry.unsure || (entry.lastRev !== undefined && rev > entry.lastRev);
    entry.lastRev = Math.max(rev, entry.lastRev ?? 0);
    entry.unsure = false;
    entry.resolve();
    if (changed) for (const listener of entry.listeners) listener();
  }
}
