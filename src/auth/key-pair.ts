import type { webcrypto } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { KeyAlgorithm, SigningAlgorithm, SigningKey } from "../domain/accounts/signing-key.ts";
import { AwarenessError } from "../domain/errors.ts";
import { seal, unseal } from "./seal.ts";

/** A private key as JSON (RFC 7517), for a library that imports it itself. */
export type PrivateJwk = JWK;

/** What a token is signed with. */
export interface TokenKey {
  /** `kid` of the token; absent for a secret. */
  readonly id?: string;
  readonly algorithm: SigningAlgorithm;
  readonly key: webcrypto.CryptoKey;
}

export interface KeyPairOptions {
  readonly algorithm: KeyAlgorithm;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly activeAt: number;
  /** AWARENESS_KEY: seals the private key. */
  readonly sealingKey: string | undefined;
}

/** A fresh key pair, its id the RFC 7638 thumbprint. RSA keys have 2,048 bits. */
export async function makeKeyPair(options: KeyPairOptions): Promise<SigningKey> {
  const { algorithm, createdAt, activeAt, sealingKey } = options;
  const { id, publicJwk, privateJwk } = await generate(algorithm);
  const plain = Buffer.from(JSON.stringify(privateJwk), "utf8");
  return {
    id,
    algorithm,
    publicKey: JSON.stringify(publicJwk),
    privateKey: sealingKey === undefined ? plain : seal(sealingKey, id, plain),
    sealed: sealingKey !== undefined,
    createdAt,
    activeAt,
  };
}

/** Until the id can be given to a command: one in 64 begins with a dash, and looks like an option. */
async function generate(algorithm: KeyAlgorithm) {
  for (;;) {
    const pair = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 });
    const publicJwk = await exportJWK(pair.publicKey);
    const id = await calculateJwkThumbprint(publicJwk);
    if (!id.startsWith("-")) return { id, publicJwk, privateJwk: await exportJWK(pair.privateKey) };
  }
}

/** @throws AwarenessError `unavailable` when the key is sealed and AWARENESS_KEY is missing or another one, or damaged. */
export async function openKeyPair(key: SigningKey, sealingKey: string | undefined): Promise<TokenKey> {
  const { id, algorithm } = key;
  const opened = await importPrivate(openPrivateText(key, sealingKey), algorithm);
  if (opened === undefined) throw damaged(id);
  return { id, algorithm, key: opened };
}

/** The private key as a JWK with `kid`, `alg` and `use`, for a library that imports it itself. @throws as `openKeyPair`. */
export async function openPrivateJwk(key: SigningKey, sealingKey: string | undefined): Promise<PrivateJwk> {
  const { id, algorithm } = key;
  const text = openPrivateText(key, sealingKey);
  if ((await importPrivate(text, algorithm)) === undefined) throw damaged(id);
  return { ...(JSON.parse(text) as JWK), kid: id, alg: algorithm, use: "sig" };
}

function openPrivateText({ id, privateKey, sealed }: SigningKey, sealingKey: string | undefined): string {
  if (sealed && sealingKey === undefined) {
    throw new AwarenessError(
      "unavailable",
      `The signing key ${id} is sealed; set AWARENESS_KEY or AWARENESS_KEY_FILE to what it was sealed with.`,
    );
  }
  const plain = sealed && sealingKey !== undefined ? unseal(sealingKey, id, privateKey) : privateKey;
  return Buffer.from(plain).toString("utf8");
}

function damaged(id: string): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The signing key ${id} is damaged; make a new one: awareness keys rotate --now.`,
  );
}

/** Of a text that is no key nothing is told, its error included: it would repeat parts of the text. */
async function importPrivate(
  text: string,
  algorithm: KeyAlgorithm,
): Promise<webcrypto.CryptoKey | undefined> {
  try {
    const key = await importJWK(JSON.parse(text) as JWK, algorithm);
    return key instanceof Uint8Array ? undefined : key;
  } catch {
    return undefined;
  }
}
