import type { ProviderSettings } from "../../domain/accounts/provider-settings.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { discoverKeySet } from "./discovery.ts";
import { fetchDocument, type Resolve } from "./guarded-fetch.ts";
import { type KeySet, parseKeySet } from "./key-set.ts";

/** For all documents of one attempt, ms. */
export const FETCH_TIMEOUT_MS = 5_000;
/** How long the place of the keys is known, ms. */
const PLACE_AGE_MS = 60 * 60_000;
/** Two clocks that differ by more than this, ms, are worth a word. */
const SKEW_MS = 60_000;

export interface KeyLoaderOptions {
  readonly settings: ProviderSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timeoutMs: number;
  readonly resolve?: Resolve | undefined;
}

/** Fetches a provider's keys, and before that, where needed, word of where they are. The loader throws ProviderError. */
export function createKeyLoader(options: KeyLoaderOptions): () => Promise<KeySet> {
  const { settings, clock, log, timeoutMs, resolve } = options;
  const { issuer, jwksUri } = settings;
  let place: { readonly uri: string; readonly until: number } | undefined;

  async function findPlace(signal: AbortSignal): Promise<string> {
    if (jwksUri !== undefined) return jwksUri;
    const now = clock.now();
    if (place === undefined || now >= place.until || now < place.until - PLACE_AGE_MS) {
      place = { uri: await discoverKeySet(issuer, { signal, resolve }), until: now + PLACE_AGE_MS };
    }
    return place.uri;
  }

  return async function loadKeys() {
    const signal = AbortSignal.timeout(timeoutMs);
    const uri = await findPlace(signal);
    try {
      const { json, date } = await fetchDocument(uri, { signal, resolve });
      const skewMs = date === undefined ? 0 : date - clock.now();
      if (Math.abs(skewMs) > SKEW_MS) {
        log.warn(
          { issuer, skew_sec: Math.round(skewMs / 1000) },
          "an identity provider's clock differs from ours",
        );
      }
      return parseKeySet(json);
    } catch (error) {
      // They may have moved.
      place = undefined;
      throw error;
    }
  };
}
