import { CLOCK_TOLERANCE_SECONDS, MAX_LIFETIME_SECONDS } from "../auth/claims.ts";
import { makeKeyPair } from "../auth/key-pair.ts";
import { secretId } from "../auth/secret-lines.ts";
import { dropSecrets, findSecrets, rotateSecret } from "../auth/signing-secret.ts";
import type { Config } from "../config/config.ts";
import { isAccepted, type SigningAlgorithm, signingKeyAt } from "../domain/accounts/signing-key.ts";
import { AwarenessError } from "../domain/errors.ts";
import type { Store } from "../domain/store.ts";
import type { AppDeps } from "./deps.ts";
import { withStore } from "./open-store.ts";
import { findOrMakePair } from "./signing.ts";

/** A key as it may be shown. Times in ms since 1970. */
export interface KeyLine {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly place: "environment" | "data folder" | "database";
  readonly createdAt?: number;
  /** `signing`: new tokens are signed with it; `next`: will sign; `accepted`: its tokens count. */
  readonly state: "signing" | "next" | "accepted";
  readonly signsFrom?: number;
  /** Its tokens count until then; absent: until it is dropped. */
  readonly acceptedUntil?: number;
  /** Whether its private half is sealed; absent for secrets. */
  readonly sealed?: boolean;
}

export interface Rotation {
  /** Of the new key. */
  readonly id: string;
  readonly signsFrom: number;
  /** When the last token ends that is recorded in the database and counts; absent: there is none. */
  readonly lastTokenEnds?: number;
  /** Ids of the keys that were ended. */
  readonly dropped: readonly string[];
}

/** Verifiers may keep published keys for so long: a new one is published before it signs. */
export const KEY_CACHE_MS = 600_000;

/** All keys whose tokens are accepted, secrets first. */
export function listKeys(config: Config, deps: AppDeps): Promise<readonly KeyLine[]> {
  return withStore(config, deps, (store) => collectKeys(config, deps, store));
}

async function collectKeys(config: Config, deps: AppDeps, store: Store): Promise<readonly KeyLine[]> {
  return [...(await listSecrets(config)), ...(await listPairs(config, deps, store))];
}

async function listSecrets(config: Config): Promise<readonly KeyLine[]> {
  const { jwtSecret, formerJwtSecrets, jwtAlgorithm, dataDir } = config;
  const given = jwtSecret === undefined ? [] : [{ secret: jwtSecret }];
  const kept = jwtSecret === undefined ? ((await findSecrets(dataDir)) ?? []) : [];
  const toLine = (
    { secret, createdAt }: { readonly secret: string; readonly createdAt?: number },
    place: KeyLine["place"],
    signs: boolean,
  ): KeyLine => ({
    id: secretId(secret),
    algorithm: "HS256",
    place,
    ...(createdAt === undefined ? {} : { createdAt }),
    state: signs && jwtAlgorithm === "HS256" ? "signing" : "accepted",
  });
  return [
    ...given.map((item) => toLine(item, "environment", true)),
    ...kept.map((item, index) => toLine(item, "data folder", index === 0)),
    ...formerJwtSecrets.map((secret) => toLine({ secret }, "environment", false)),
  ];
}

async function listPairs(
  { jwtAlgorithm }: Config,
  { clock }: AppDeps,
  store: Store,
): Promise<readonly KeyLine[]> {
  const now = clock.now();
  const keys = (await store.keys.list()).filter((key) => isAccepted(key, now));
  const signing = jwtAlgorithm === "HS256" ? undefined : signingKeyAt(keys, jwtAlgorithm, now);
  return keys.map((key): KeyLine => {
    const { id, algorithm, createdAt, activeAt, retiredAt, expiresAt, sealed } = key;
    const comes = algorithm === jwtAlgorithm && activeAt > now && retiredAt === undefined;
    return {
      id,
      algorithm,
      place: "database",
      createdAt,
      state: key === signing ? "signing" : comes ? "next" : "accepted",
      signsFrom: activeAt,
      ...(expiresAt === undefined ? {} : { acceptedUntil: expiresAt }),
      sealed,
    };
  });
}

/**
 * Makes a new key. A secret of the data folder signs at once; a key pair once everybody can know it, or with `now` at once.
 * `revokeOld` ends the keys before it, and with them their tokens.
 * @throws AwarenessError `unavailable` when the secret is in the environment, where it cannot be changed.
 */
export function rotateKeys(
  config: Config,
  deps: AppDeps,
  options: { readonly now: boolean; readonly revokeOld: boolean },
): Promise<Rotation> {
  const { jwtAlgorithm, jwtSecret } = config;
  if (jwtAlgorithm === "HS256" && jwtSecret !== undefined) throw givenSecretError();
  return withStore(config, deps, async (store) => {
    const ends = await lastTokenEnds(store, deps.clock.now());
    const old = (await collectKeys(config, deps, store)).filter(
      ({ algorithm }) => algorithm === jwtAlgorithm,
    );
    const atOnce = options.now || options.revokeOld;
    const { id, signsFrom } = await makeNext(config, deps, store, atOnce);
    const ended = options.revokeOld ? old.filter(({ place }) => place !== "environment") : [];
    await endKeys(config, store, ended);
    const dropped = ended.map((key) => key.id);
    return { id, signsFrom, dropped, ...(ends === undefined ? {} : { lastTokenEnds: ends }) };
  });
}

async function makeNext(
  { jwtAlgorithm: algorithm, dataDir, sealingKey }: Config,
  { clock }: AppDeps,
  { keys }: Store,
  atOnce: boolean,
): Promise<{ readonly id: string; readonly signsFrom: number }> {
  if (algorithm === "HS256") {
    const [first] = await rotateSecret(dataDir, clock);
    return { id: secretId(first?.secret ?? ""), signsFrom: clock.now() };
  }
  const createdAt = clock.now();
  if (signingKeyAt(await keys.list(), algorithm, createdAt) === undefined) {
    const { id, activeAt } = await findOrMakePair(keys, algorithm, { sealingKey, clock });
    return { id, signsFrom: activeAt };
  }
  const activeAt = atOnce ? createdAt : createdAt + KEY_CACHE_MS;
  const key = await makeKeyPair({ algorithm, sealingKey, createdAt, activeAt });
  // A token of the last moment may live as long as any, and is accepted a little longer.
  await keys.succeed(key, activeAt + (MAX_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS) * 1000);
  return { id: key.id, signsFrom: activeAt };
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
  return withStore(config, deps, async (store) => {
    const keys = await collectKeys(config, deps, store);
    const over =
      ids.length === 0
        ? keys.filter(({ state, place }) => state === "accepted" && place !== "environment")
        : ids.map((id) => checkDroppable(id, keys));
    await endKeys(config, store, over);
    return over.map(({ id }) => id);
  });
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

async function endKeys({ dataDir }: Config, store: Store, keys: readonly KeyLine[]): Promise<void> {
  for (const { id } of keys.filter(({ place }) => place === "database")) await store.keys.remove(id);
  const secrets = new Set(keys.filter(({ place }) => place === "data folder").map(({ id }) => id));
  if (secrets.size > 0) await dropSecrets(dataDir, (id) => secrets.has(id));
}

function givenSecretError(): AwarenessError {
  return new AwarenessError(
    "unavailable",
    "The signing secret comes from AWARENESS_JWT_SECRET or its file, which cannot be changed from here: put what awareness secret prints into AWARENESS_JWT_SECRET and the present secret into AWARENESS_JWT_SECRET_PREVIOUS on every node, restart the nodes one by one, and mint new tokens after the last.",
  );
}
