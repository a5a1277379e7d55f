/** Who asks `/ready` again and again, as balancers do, and whether they have heard that the server is stopping. */
export interface ReadyWatchers {
  /** Notes that the host at `address` has asked, and what it was told. */
  asked(address: string, stopping: boolean): void;
  /** True when every watcher has been told as often as balancers want to hear it before they believe it. */
  haveHeard(): boolean;
}

/** Who asked this often within `RECENT_MS` is a watcher: a person asks once or twice. */
const WATCHER_ASKS = 3;
const RECENT_MS = 60_000;
/** After so many refusals the usual balancers send nothing more (HAProxy `fall`, Kubernetes `failureThreshold`). */
const ENOUGH_REFUSALS = 3;
/** Beyond it addresses are forgotten, the oldest first. */
const MAX_ADDRESSES = 100;

interface Address {
  asks: number;
  refusals: number;
  /** By `performance.now()`, ms. */
  latest: number;
}

export function createReadyWatchers(): ReadyWatchers {
  const addresses = new Map<string, Address>();
  return {
    asked(address, stopping) {
      const now = performance.now();
      const known = addresses.get(address);
      const isKnown = known !== undefined && now - known.latest < RECENT_MS;
      const entry = isKnown ? known : { asks: 0, refusals: 0, latest: now };
      addresses.delete(address);
      addresses.set(address, entry);
      entry.asks += 1;
      entry.refusals += stopping ? 1 : 0;
      entry.latest = now;
      const [oldest] = addresses.keys();
      if (addresses.size > MAX_ADDRESSES && oldest !== undefined) addresses.delete(oldest);
    },
    haveHeard() {
      const since = performance.now() - RECENT_MS;
      return [...addresses.values()]
        .filter(({ asks, latest }) => asks >= WATCHER_ASKS && latest > since)
        .every(({ refusals }) => refusals >= ENOUGH_REFUSALS);
    },
  };
}
