import type { Clock } from "../domain/clock.ts";
import type { Principal } from "../domain/principal.ts";

const MAX_ENTRIES = 20_000;
const MAX_AGE_MS = 60_000;

/** Callers whose tokens were verified a moment ago, by digest of the token. */
export interface PrincipalCache {
  get(digest: string): Principal | undefined;
  put(digest: string, principal: Principal): void;
}

interface Entry {
  readonly principal: Principal;
  readonly from: number;
  readonly until: number;
}

/** Holds at most 20,000 callers, each at most 60 s and never past its expiry; the least recently used goes first. */
export function createPrincipalCache(clock: Clock): PrincipalCache {
  const entries = new Map<string, Entry>();
  return {
    get(digest) {
      const entry = entries.get(digest);
      if (entry === undefined) return undefined;
      entries.delete(digest);
      const now = clock.now();
      // A clock that was set back must not stretch the time: verify again.
      if (now < entry.from || now >= entry.until) return undefined;
      entries.set(digest, entry);
      return entry.principal;
    },
    put(digest, principal) {
      const from = clock.now();
      const end = (principal.expiresAt ?? 0) * 1000;
      entries.set(digest, { principal, from, until: Math.min(from + MAX_AGE_MS, end) });
      if (entries.size <= MAX_ENTRIES) return;
      const oldest = entries.keys().next();
      if (oldest.done !== true) entries.delete(oldest.value);
    },
  };
}
