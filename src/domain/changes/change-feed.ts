import type { OverviewStore } from "../overview/overview-store.ts";
import type { OwnerId } from "../owner.ts";

/** Tells watchers that an owner's entries changed, whichever process changed them. */
export interface ChangeFeed {
  /** Calls `listener` after changes of this owner until the returned function is called. */
  watch(owner: OwnerId, listener: () => void): () => void;
  /** Looks at once instead of at the next poll; called after a write of this process. */
  kick(owner: OwnerId): void;
  close(): void;
}

export interface ChangeFeedOptions {
  readonly store: OverviewStore;
  /** How often watched owners are looked at, ms. Nobody is looked at while nobody watches. */
  readonly pollMs?: number;
  onError(error: unknown): void;
}

interface Watched {
  readonly listeners: Set<() => void>;
  lastRev: number | undefined;
}

/** Compares the owner's highest `rev`; that works across processes and nodes and costs one index lookup. */
export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const { store, pollMs = 1000, onError } = options;
  const watched = new Map<OwnerId, Watched>();
  let timer: NodeJS.Timeout | undefined;

  async function look(owner: OwnerId, entry: Watched): Promise<void> {
    try {
      const rev = await store.latestRev(owner);
      const changed = entry.lastRev !== undefined && rev > entry.lastRev;
      entry.lastRev = Math.max(rev, entry.lastRev ?? 0);
      if (changed) for (const listener of entry.listeners) listener();
    } catch (error) {
      onError(error);
    }
  }

  return {
    watch(owner, listener) {
      const entry = watched.get(owner) ?? { listeners: new Set(), lastRev: undefined };
      watched.set(owner, entry);
      entry.listeners.add(listener);
      if (entry.lastRev === undefined) void look(owner, entry);
      timer ??= setInterval(() => {
        for (const [id, one] of watched) void look(id, one);
      }, pollMs).unref();
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size === 0 && watched.get(owner) === entry) watched.delete(owner);
        if (watched.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
    kick(owner) {
      const entry = watched.get(owner);
      if (entry !== undefined) void look(owner, entry);
    },
    close() {
      clearInterval(timer);
      watched.clear();
    },
  };
}
