import { makeKeyPair, openKeyPair, type TokenKey } from "../auth/key-pair.ts";
import { createKeyRing, fixedSecrets, type KeyRing, storedKeys, watchedSecrets } from "../auth/key-ring.ts";
import { findSecrets, loadOrCreateSecret, loadOrCreateSecrets } from "../auth/signing-secret.ts";
import type { Config } from "../config/config.ts";
import {
  isAccepted,
  type KeyAlgorithm,
  type KeyStore,
  type SigningKey,
  signingKeyAt,
} from "../domain/accounts/signing-key.ts";
import type { Clock } from "../domain/clock.ts";
import { AwarenessError } from "../domain/errors.ts";
import type { Store } from "../domain/store.ts";

/**
 * The keys by which a server verifies own tokens, of all algorithms. Of those that sign, the first is made when there is
 * none yet.
 * @throws AwarenessError `unavailable` when the secret of the data folder cannot be had.
 */
export async function openKeyRing(
  config: Config,
  store: Pick<Store, "keys">,
  clock: Clock,
): Promise<KeyRing> {
  const { jwtSecret, formerJwtSecrets: former, jwtAlgorithm, dataDir } = config;
  const pairs = storedKeys(store.keys, clock);
  if (jwtSecret !== undefined) return createKeyRing(fixedSecrets([jwtSecret, ...former]), pairs);
  const signs = jwtAlgorithm === "HS256";
  if (signs) await loadOrCreateSecrets(dataDir);
  const read = async () => {
    const kept = await findSecrets(dataDir);
    // Somebody may have moved it for a moment; to end its tokens there is a command.
    if (kept === undefined && signs) throw new AwarenessError("unavailable", "The signing secret is gone");
    return [...(kept ?? []).map(({ secret }) => secret), ...former];
  };
  return createKeyRing(watchedSecrets(read, clock), pairs);
}

/**
 * What a new token is signed with.
 * @throws AwarenessError `unavailable` when a key pair is sealed with an AWARENESS_KEY that is not here.
 */
export async function openSigningKey(
  config: Config,
  store: Pick<Store, "keys">,
  clock: Clock,
): Promise<string | TokenKey> {
  const { jwtAlgorithm: algorithm, jwtSecret, dataDir, sealingKey } = config;
  if (algorithm === "HS256") return jwtSecret ?? loadOrCreateSecret(dataDir);
  return openKeyPair(await findOrMakePair(store.keys, algorithm, { sealingKey, clock }), sealingKey);
}

export interface PairOptions extends Pick<Config, "sealingKey"> {
  readonly clock: Clock;
}

/**
 * A new key must not lie open beside sealed ones.
 * @throws AwarenessError `unavailable` when a key that counts is sealed and there is no AWARENESS_KEY.
 */
export function requireSealing(
  keys: readonly SigningKey[],
  sealingKey: string | undefined,
  now: number,
): void {
  if (sealingKey !== undefined || !keys.some((key) => key.sealed && isAccepted(key, now))) return;
  throw new AwarenessError(
    "unavailable",
    "The signing keys of this database are sealed, and a new one would not be: set AWARENESS_KEY or AWARENESS_KEY_FILE, to a new one (awareness secret) when the old one is lost.",
  );
}

/**
 * The key pair that signs now; the first one is made here, and the same on all nodes.
 * @throws as `requireSealing` when it would have to be made.
 */
export async function findOrMakePair(
  keys: KeyStore,
  algorithm: KeyAlgorithm,
  { sealingKey, clock }: PairOptions,
): Promise<SigningKey> {
  const now = clock.now();
  const known = await keys.list();
  const found = signingKeyAt(known, algorithm, now);
  if (found !== undefined) return found;
  requireSealing(known, sealingKey, now);
  return keys.insertFirst(await makeKeyPair({ algorithm, sealingKey, createdAt: now, activeAt: now }));
}
