import type { Provider } from "oidc-provider";
import type { PrivateJwk } from "../../auth/key-pair.ts";
import { createRefreshed } from "../../auth/refreshed.ts";
import type { Clock } from "../../domain/clock.ts";

/** How long a provider may be kept whose key another process has taken away, ms: for requests that sign nothing. */
const MAX_AGE_MS = 3_000;

/**
 * The protocol.
 * @param toSign with the key that signs at this moment: a token of one that was ended a moment ago would be refused at once
 */
export type ProviderSource = (toSign?: boolean) => Promise<Provider>;

export interface ProviderSourceOptions {
  /** The key that signs now, private members included. @throws AwarenessError `unavailable` when it cannot be opened. */
  loadKey(): Promise<PrivateJwk>;
  build(key: PrivateJwk): Provider;
  readonly clock: Clock;
}

/**
 * The protocol with the key that signs now. The library takes its key once and for all, so a rotation makes a new one of it;
 * whatever it has to remember is in the database.
 */
export function createProviderSource({ loadKey, build, clock }: ProviderSourceOptions): ProviderSource {
  const current = createRefreshed<{ readonly kid: string | undefined; readonly provider: Provider }>({
    clock,
    maxAgeMs: MAX_AGE_MS,
    async load(last) {
      const key = await loadKey();
      return last !== undefined && last.kid === key.kid ? last : { kid: key.kid, provider: build(key) };
    },
  });
  return async (toSign = false) => (await (toSign ? current.again() : current.get())).provider;
}
