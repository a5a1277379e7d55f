import { setTimeout as sleep } from "node:timers/promises";
import type { TokenStore } from "../domain/accounts/token-store.ts";
import type { Clock } from "../domain/clock.ts";
import { AwarenessError } from "../domain/errors.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./claims.ts";

export interface RevocationList {
  /** @throws AwarenessError `unavailable` when the list could never be read so far. */
  isRevoked(tokenId: string): Promise<boolean>;
}

export interface RevocationListOptions {
  readonly tokens: Pick<TokenStore, "listRevoked">;
  readonly clock: Clock;
  /** How old the list may be, ms. */
  readonly maxAgeMs?: number;
}

/** What a request waits for a database that was away a moment ago, ms: long enough for one that is back. */
const GLANCE_MS = 100;

/**
 * The ids of revoked tokens, read at most once per `maxAgeMs` by one query at a time. While the database is down the
 * last known list stays in force, and requests hardly wait for a newer one.
 */
export function createRevocationList({
  tokens,
  clock,
  maxAgeMs = 2000,
}: RevocationListOptions): RevocationList {
  let known: ReadonlySet<string> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failed = false;
  /** What requests wait for. */
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const now = clock.now();
    try {
      // Tokens are accepted a little past their end, so revocations must outlive it as well.
      known = new Set(await tokens.listRevoked(now - CLOCK_TOLERANCE_SECONDS * 1000));
      failed = false;
    } catch (error) {
      failed = true;
      if (known === undefined) throw cannotTell(error);
    } finally {
      triedAt = now;
      refreshing = undefined;
    }
  }

  function startRefresh(): Promise<void> {
    return failed && known !== undefined ? Promise.race([refresh(), sleep(GLANCE_MS)]) : refresh();
  }

  function isFresh(): boolean {
    const age = clock.now() - triedAt;
    return known !== undefined && age >= 0 && age < maxAgeMs;
  }

  return {
    async isRevoked(tokenId) {
      if (!isFresh()) {
        refreshing ??= startRefresh();
        await refreshing;
      }
      return known?.has(tokenId) ?? false;
    },
  };
}

function cannotTell(cause: unknown): AwarenessError {
  return new AwarenessError("unavailable", "Tokens cannot be checked right now; try again in a moment.", {
    cause,
    retryable: true,
  });
}
