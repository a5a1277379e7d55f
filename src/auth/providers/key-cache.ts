import type { webcrypto } from "node:crypto";
import type { ProviderAlgorithm } from "../../domain/accounts/provider-settings.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { AuthError } from "../auth-error.ts";
import type { KeySet, Match } from "./key-set.ts";

/** How old keys may be while the provider answers: a key that it takes back is refused after so long, ms. */
export const FRESH_MS = 10 * 60_000;
/** How old known keys may be while it does not answer, ms. */
export const STALE_MS = 24 * 60 * 60_000;
/** Between two attempts to fetch keys, whatever tokens come and whatever the attempt brought, ms. */
export const COOLDOWN_MS = 30_000;

export interface KeyCache {
  /**
   * The key that a token says it is signed with.
   * @throws AuthError when the provider has no such key; AwarenessError `unavailable` when that cannot be found out, or the
   * key is too weak, or too damaged, to prove anything.
   */
  find(kid: string | undefined, algorithm: ProviderAlgorithm): Promise<webcrypto.CryptoKey>;
}

export interface KeyCacheOptions {
  /** Fetches the keys. */
  load(): Promise<KeySet>;
  readonly clock: Clock;
  onFailure(error: unknown): void;
  onUnusableKey(): void;
}

/** Nothing is fetched before the first token. Of many requests that need keys one fetches them, and the others wait for it. */
export function createKeyCache({ load, clock, onFailure, onUnusableKey }: KeyCacheOptions): KeyCache {
  let known: { readonly keys: KeySet; readonly at: number } | undefined;
  let complainedOf: typeof known;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failed = false;
  let loading: Promise<void> | undefined;

  /** A clock that was set back must not stretch a time, so it counts as over. */
  const isOver = (since: number, ms: number): boolean => {
    const age = clock.now() - since;
    return age < 0 || age >= ms;
  };

  async function loadOnce(): Promise<void> {
    triedAt = clock.now();
    try {
      known = { keys: await load(), at: clock.now() };
      failed = false;
    } catch (error) {
      failed = true;
      onFailure(error);
    } finally {
      loading = undefined;
    }
  }

  /** Resolves at once while it is too early for another attempt. */
  function refresh(): Promise<void> {
    if (loading === undefined && isOver(triedAt, COOLDOWN_MS)) loading = loadOnce();
    return loading ?? Promise.resolve();
  }

  function match(kid: string | undefined, algorithm: ProviderAlgorithm): Match {
    if (known === undefined || clock.now() - known.at >= STALE_MS) return { kind: "none" };
    return known.keys.match(kid, algorithm);
  }

  async function bringUpToDate(): Promise<void> {
    if (known !== undefined && !isOver(known.at, FRESH_MS)) return;
    // A provider that was away a moment ago is asked again, but whose key is known need not wait for it.
    const wasAway = failed && known !== undefined;
    const refreshed = refresh();
    if (!wasAway) await refreshed;
  }

  /** Once for the keys of one fetch: anybody can send tokens that name such a key. */
  function complain(): void {
    if (complainedOf !== known) onUnusableKey();
    complainedOf = known;
  }

  const unavailable = (message: string) => cannotTell(message, triedAt + COOLDOWN_MS - clock.now());

  return {
    async find(kid, algorithm) {
      await bringUpToDate();
      let found = match(kid, algorithm);
      if (found.kind === "none") {
        await refresh();
        found = match(kid, algorithm);
      }
      const key = found.kind === "found" ? await found.import().catch(() => undefined) : undefined;
      if (key !== undefined) return key;
      if (found.kind === "weak" || found.kind === "found") {
        complain();
        throw unavailable("Tokens of this issuer cannot be checked: its key is too weak or damaged.");
      }
      // A provider that does not answer may have a key that is not known here yet.
      if (found.kind === "none" && failed) {
        throw unavailable("Tokens of this issuer cannot be checked right now; try again in a moment.");
      }
      throw new AuthError("invalid_token");
    },
  };
}

/** `waitMs` until the next attempt. */
function cannotTell(message: string, waitMs: number): AwarenessError {
  const seconds = Math.min(Math.max(Math.ceil(waitMs / 1000), 1), COOLDOWN_MS / 1000);
  return new AwarenessError("unavailable", message, {
    retryable: true,
    details: { retry_after_sec: seconds },
  });
}
