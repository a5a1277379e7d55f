import { Buffer } from "node:buffer";
import { webcrypto } from "node:crypto";
import { importJWK, type JWK } from "jose";
import {
  isAccepted,
  type KeyStore,
  type SigningAlgorithm,
  type SigningKey,
} from "../domain/accounts/signing-key.ts";
import type { Clock } from "../domain/clock.ts";
import { AwarenessError } from "../domain/errors.ts";
import { createFixed, createRefreshed, type Refreshed } from "./refreshed.ts";
import { MIN_SECRET_BYTES } from "./secret-lines.ts";

/** After this time at most, ms, a key that was taken away counts no more. */
const MAX_AGE_MS = 3000;
/** How often at most unknown keys make us look for new ones in vain, ms. */
const COOLDOWN_MS = 1000;

/** A key by which own tokens are verified; the same object as long as it is known. */
export interface VerificationKey {
  /** `kid` of its tokens; those of a secret have none. */
  readonly id?: string;
  /** The only algorithm it is used with, whatever a token says. */
  readonly algorithm: SigningAlgorithm;
  readonly key: webcrypto.CryptoKey;
  /** What may be published of it: nothing of a secret. */
  readonly published?: JWK;
}

export type KeySource = Refreshed<readonly VerificationKey[]>;

/** A JWK set (RFC 7517 section 5). */
export interface JwkSet {
  readonly keys: readonly JWK[];
}

/** All keys by which own tokens are verified. */
export interface KeyRing {
  /** Those that may have signed a token with this `kid`. @throws AwarenessError `unavailable`. */
  find(kid: unknown): Promise<readonly VerificationKey[]>;
  /** The same after a look for new ones, which floods of unknown tokens cause about once a second. */
  findAgain(kid: unknown): Promise<readonly VerificationKey[]>;
  /** False for a key that counts no more. */
  holds(key: VerificationKey): Promise<boolean>;
  /** The public keys, those included that will sign later. */
  published(): Promise<JwkSet>;
}

/** @param pairs absent: there are only secrets. */
export function createKeyRing(secrets: KeySource, pairs: KeySource = createFixed(NO_KEYS)): KeyRing {
  const sourceOf = (kid: unknown) => (kid === undefined ? secrets : pairs);
  const withId = (keys: readonly VerificationKey[], kid: unknown) => keys.filter(({ id }) => id === kid);
  return {
    find: async (kid) => withId(await sourceOf(kid).get(), kid),
    findAgain: async (kid) => withId(await sourceOf(kid).again(), kid),
    holds: async (key) => (await sourceOf(key.id).get()).includes(key),
    published: async () => ({ keys: (await pairs.get()).flatMap(({ published = [] }) => published) }),
  };
}

const NO_KEYS: Promise<readonly VerificationKey[]> = Promise.resolve([]);

/** Secrets that stay as they are. @throws AwarenessError `invalid_parameter` when one is shorter than 32 bytes. */
export function fixedSecrets(secrets: readonly string[]): KeySource {
  for (const secret of secrets) checkSecret(secret);
  let keys: Promise<readonly VerificationKey[]> | undefined;
  const get = () => {
    keys ??= Promise.all(secrets.map(toSecretKey));
    return keys;
  };
  return { get, again: get };
}

/** Secrets that may change: `read` is asked for them again and again. */
export function watchedSecrets(read: () => Promise<readonly string[]>, clock: Clock): KeySource {
  const made = new Map<string, VerificationKey>();
  return createRefreshed<readonly VerificationKey[]>({
    clock,
    maxAgeMs: MAX_AGE_MS,
    cooldownMs: COOLDOWN_MS,
    async load(last) {
      const secrets = await read();
      const keys = await renew(made, secrets, (secret) => secret, toSecretKey);
      return isSame(last, keys) ? last : keys;
    },
  });
}

/** The key pairs in the database. */
export function storedKeys(store: Pick<KeyStore, "list">, clock: Clock): KeySource {
  const made = new Map<string, VerificationKey>();
  return createRefreshed<readonly VerificationKey[]>({
    clock,
    maxAgeMs: MAX_AGE_MS,
    cooldownMs: COOLDOWN_MS,
    async load(last) {
      const accepted = (await store.list()).filter((key) => isAccepted(key, clock.now()));
      const keys = await renew(made, accepted, ({ id }) => id, toPublicKey);
      return isSame(last, keys) ? last : keys;
    },
  });
}

/** Makes what is new, keeps what is known, forgets what is gone. */
async function renew<Item>(
  made: Map<string, VerificationKey>,
  items: readonly Item[],
  nameOf: (item: Item) => string,
  make: (item: Item) => Promise<VerificationKey>,
): Promise<readonly VerificationKey[]> {
  const names = new Set(items.map(nameOf));
  const keys = await Promise.all(items.map((item) => made.get(nameOf(item)) ?? make(item)));
  for (const name of made.keys()) if (!names.has(name)) made.delete(name);
  for (const [index, item] of items.entries()) {
    const key = keys[index];
    if (key !== undefined) made.set(nameOf(item), key);
  }
  return keys;
}

function isSame<Item>(one: readonly Item[] | undefined, other: readonly Item[]): one is readonly Item[] {
  return one?.length === other.length && one.every((item, index) => item === other[index]);
}

/**
 * The signing key of a secret: its UTF-8 bytes.
 * @throws AwarenessError `invalid_parameter` when shorter than 32 bytes.
 */
export async function importSecret(secret: string): Promise<webcrypto.CryptoKey> {
  checkSecret(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return webcrypto.subtle.importKey("raw", Buffer.from(secret, "utf8"), algorithm, false, ["sign", "verify"]);
}

function checkSecret(secret: string): void {
  if (Buffer.byteLength(secret, "utf8") >= MIN_SECRET_BYTES) return;
  throw new AwarenessError(
    "invalid_parameter",
    "The signing secret must have at least 32 bytes; `awareness secret` prints a good one.",
  );
}

async function toSecretKey(secret: string): Promise<VerificationKey> {
  return { algorithm: "HS256", key: await importSecret(secret) };
}

async function toPublicKey({ id, algorithm, publicKey }: SigningKey): Promise<VerificationKey> {
  const { kty, crv, x, y, n, e } = JSON.parse(publicKey) as Readonly<Record<string, string>>;
  // Named one by one: whatever else a row may hold, nothing private gets out.
  const parts = { kty, crv, x, y, n, e };
  const jwk = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as JWK;
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error(`The key ${id} is not a public key`);
  return { id, algorithm, key, published: { ...jwk, kid: id, alg: algorithm, use: "sig" } };
}
