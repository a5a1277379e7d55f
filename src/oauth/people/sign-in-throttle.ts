import { hash } from "node:crypto";
import type { Clock } from "../../domain/clock.ts";
import type { Allowance, RateLimitStore } from "../../domain/rate-limits/rate-limit-store.ts";

/** 5 tries, and one more every 3 minutes. */
const PER_ACCOUNT: Allowance = { burst: 5, intervalUs: 180_000_000 };
/** 20 tries, and one more every 45 s: a household or an office shares an address. */
const PER_NETWORK: Allowance = { burst: 20, intervalUs: 45_000_000 };

/** Who wants to try a password. */
export interface Try {
  /** The name that was typed, whether or not anybody has it. */
  readonly name: string;
  /** An IPv4 address or the first 64 bits of an IPv6 one. */
  readonly network: string;
  /** Of a browser that has signed in to this account before. */
  readonly browser: string | undefined;
}

export interface SignInThrottle {
  /** Takes one try; answers 0, or after how many ms there is one again. Fails when the database does: nobody guesses then. */
  take(wanted: Try): Promise<number>;
}

export interface ThrottleOptions {
  readonly rateLimits: Pick<RateLimitStore, "take">;
  readonly clock: Clock;
}

/**
 * Tries are counted by the name as it is typed, so that a refusal does not tell which names stand for one account, or for
 * any. A known browser counts for itself alone: nobody else, not even in its network, can use up its tries.
 */
export function createSignInThrottle({ rateLimits, clock }: ThrottleOptions): SignInThrottle {
  async function takeOf(kind: string, who: string, allowance: Allowance): Promise<number> {
    // The database is told who it is about no more than it has to know.
    const name = `sign-in-${kind}:${hash("sha256", who, "base64url")}`;
    const taking = { ...allowance, name, want: 1, nowUs: clock.now() * 1000 };
    const { granted, retryMs } = await rateLimits.take(taking);
    return granted > 0 ? 0 : Math.max(1, retryMs);
  }

  return {
    async take({ name, network, browser }) {
      if (browser !== undefined) return takeOf("browser", `${name}\0${browser}`, PER_ACCOUNT);
      const retryMs = await takeOf("network", network, PER_NETWORK);
      return retryMs > 0 ? retryMs : takeOf("account", name, PER_ACCOUNT);
    },
  };
}
