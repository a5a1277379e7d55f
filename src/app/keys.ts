import { CLOCK_TOLERANCE_SECONDS, MAX_LIFETIME_SECONDS } from "../auth/claims.ts";
import { makeKeyPair } from "../auth/key-pair.ts";
import { secretId } from "../auth/secret-lines.ts";
import { dropSecrets, rotateSecret } from "../auth/signing-secret.ts";
import type { Config } from "../config/config.ts";
import { type KeyAlgorithm, type SigningAlgorithm, signingKeyAt } from "../domain/accounts/signing-key.ts";
import { AwarenessError } from "../domain/errors.ts";
import type { Store } from "../domain/store.ts";
import type { AppDeps } from "./deps.ts";
import { collectKeys, type KeyLine } from "./key-lines.ts";
import { withExistingStore, withStore } from "./open-store.ts";
import { pairAlgorithm } from "./pair-algorithm.ts";
import { findOrMakePair, requireSealing } from "./signing.ts";

export interface NewKey {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly signsFrom: number;
}

export interface Rotation {
  /** The new keys: that of own tokens, then that of the built-in OAuth server where it signs with another. */
  readonly made: readonly NewKey[];
  /** When the last token ends that is recorded in the database and counts; absent: there is none. */
  readonly lastTokenEnds?: number;
  /** Ids of the keys that were ended. */
  readonly dropped: readonly string[];
  /** Ids of the secrets that were to be ended, and count on: they are given by the environment. */
  readonly notEnded: readonly string[];
  /** Own tokens are signed with the same secret as before, as it is given by the environment: what to do, as a sentence. */
  readonly notRotated?: string;
}

const GIVEN_SECRET =
  "The signing secret comes from AWARENESS_JWT_SECRET or its file, which cannot be changed from here: put what awareness secret prints into AWARENESS_JWT_SECRET and the present secret into AWARENESS_JWT_SECRET_PREVIOUS on every node, restart the nodes one by one, and mint new tokens after the last.";

/** Verifiers may keep published keys for so long: a new one is published before it signs. */
export const KEY_CACHE_MS = 600_000;

/** All keys whose tokens are accepted, secrets first. Makes nothing. */
export function listKeys(config: Config, deps: AppDeps): Promise<readonly KeyLine[]> {
  const collect = (store?: Store) => collectKeys(config, deps, store);
  return withExistingStore(config, deps, collect, collect);
}

/**
 * Makes a new key, and one for the built-in OAuth server where it signs with another. A secret of the data folder signs at
 * once; a key pair once everybody can know it, or with `now` at once. `revokeOld` ends all keys before them, of every
 * algorithm, and with them their tokens.
 * @throws AwarenessError `unavailable` when there is only the secret of the environment, which cannot be changed here, and as
 * `requireSealing`.
 */
export function rotateKeys(
  config: Config,
  deps: AppDeps,
  options: { readonly now: boolean; readonly revokeOld: boolean },
): Promise<Rotation> {
  const isGiven = config.jwtAlgorithm === "HS256" && config.jwtSecret !== undefined;
  if (isGiven && pairAlgorithm(config) === undefined) throw new AwarenessError("unavailable", GIVEN_SECRET);
  return withStore(config, deps, async (store) => {
    const ends = await lastTokenEnds(store, deps.clock.now());
    const old = options.revokeOld ? await collectKeys(config, deps, store) : [];
    const made = await makeKeys(config, deps, store, options.now || options.revokeOld);
    const ended = old.filter(({ place }) => place !== "environment");
    await endKeys(config, store, ended);
    return {
      made,
      dropped: ended.map((key) => key.id),
      notEnded: old.filter((key) => !ended.includes(key)).map((key) => key.id),
      ...(ends === undefined ? {} : { lastTokenEnds: ends }),
      ...(isGiven ? { notRotated: GIVEN_SECRET } : {}),
    };
  });
}

/** First the pair, which may be refused. */
async function makeKeys(
  config: Config,
  deps: AppDeps,
  store: Store,
  atOnce: boolean,
): Promise<readonly NewKey[]> {
  const { jwtAlgorithm, jwtSecret, dataDir } = config;
  const algorithm = pairAlgorithm(config);
  const pairs = algorithm === undefined ? [] : [await makePair(algorithm, config, deps, store, atOnce)];
  if (jwtAlgorithm !== "HS256" || jwtSecret !== undefined) return pairs;
  const [first] = await rotateSecret(dataDir, deps.clock);
  const secret = { id: secretId(first?.secret ?? ""), algorithm: jwtAlgorithm, signsFrom: deps.clock.now() };
  return [secret, ...pairs];
}

async function makePair(
  algorithm: KeyAlgorithm,
  { sealingKey }: Config,
  { clock }: AppDeps,
  { keys }: Store,
  atOnce: boolean,
): Promise<NewKey> {
  const createdAt = clock.now();
  const known = await keys.list();
  if (signingKeyAt(known, algorithm, createdAt) === undefined) {
    const { id, activeAt } = await findOrMakePair(keys, algorithm, { sealingKey, clock });
    return { id, algorithm, signsFrom: activeAt };
  }
  requireSealing(known, sealingKey, createdAt);
  const activeAt = atOnce ? createdAt : createdAt + KEY_CACHE_MS;
  const key = await makeKeyPair({ algorithm, sealingKey, createdAt, activeAt });
  // A token of the last moment may live to the end of its time, and is accepted a little longer.
  await keys.succeed(key, activeAt + (MAX_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS) * 1000);
  return { id: key.id, algorithm, signsFrom: activeAt };
}

async function lastTokenEnds(store: Store, now: number): Promise<number | undefined> {
  const ends = (await store.tokens.list())
    .filter(({ revokedAt, expiresAt }) => revokedAt === undefined && expiresAt > now)
    .map(({ expiresAt }) => expiresAt);
  return ends.length === 0 ? undefined : ends.reduce((one, other) => Math.max(one, other));
}

/**
 * Ends keys at once: those named, else all that neither sign nor will. Answers their ids.
 * @throws AwarenessError `not_found` for an id that is none, `unavailable` for a key that signs or is in the environment.
 */
export function dropKeys(config: Config, deps: AppDeps, ids: readonly string[]): Promise<readonly string[]> {
  const drop = async (store?: Store) => {
    const keys = await collectKeys(config, deps, store);
    const over =
      ids.length === 0
        ? keys.filter(({ state, place }) => state === "accepted" && place !== "environment")
        : ids.map((id) => checkDroppable(id, keys));
    await endKeys(config, store, over);
    return over.map(({ id }) => id);
  };
  return withExistingStore(config, deps, drop, drop);
}

function checkDroppable(id: string, keys: readonly KeyLine[]): KeyLine {
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined) {
    throw new AwarenessError("not_found", `No key has the id "${id}"; awareness keys list shows them.`);
  }
  if (key.state === "signing") {
    throw new AwarenessError(
      "unavailable",
      `New tokens are signed with ${id}; awareness keys rotate --revoke-old puts another key in its place.`,
    );
  }
  if (key.place !== "environment") return key;
  throw new AwarenessError(
    "unavailable",
    `${id} is given by AWARENESS_JWT_SECRET or AWARENESS_JWT_SECRET_PREVIOUS; take it out there and restart the nodes.`,
  );
}

async function endKeys(
  { dataDir }: Config,
  store: Store | undefined,
  keys: readonly KeyLine[],
): Promise<void> {
  for (const { id } of keys.filter(({ place }) => place === "database")) await store?.keys.remove(id);
  const secrets = new Set(keys.filter(({ place }) => place === "data folder").map(({ id }) => id));
  if (secrets.size > 0) await dropSecrets(dataDir, (id) => secrets.has(id));
}
