import type { webcrypto } from "node:crypto";
import { importJWK, type JWK } from "jose";
import type { ProviderAlgorithm } from "../../domain/accounts/provider-settings.ts";
import { ProviderError } from "./provider-error.ts";

/** Most keys of one provider. */
export const MAX_KEYS = 100;
const MIN_RSA_BITS = 2048;

/** The key for a token: one, none, several that would do, or one too weak to believe. */
export type Match =
  | { readonly kind: "found"; import(): Promise<webcrypto.CryptoKey> }
  | { readonly kind: "none" | "ambiguous" | "weak" };

/** The public keys that a provider had at one time. */
export interface KeySet {
  /** Without `kid` the only key that fits the algorithm. */
  match(kid: string | undefined, algorithm: ProviderAlgorithm): Match;
}

/** What a key must be for an algorithm (RFC 7518 section 3.1, RFC 8037). */
const NEEDS: Readonly<Record<ProviderAlgorithm, Readonly<{ kty: string; crv?: string }>>> = {
  RS256: { kty: "RSA" },
  PS256: { kty: "RSA" },
  ES256: { kty: "EC", crv: "P-256" },
  EdDSA: { kty: "OKP", crv: "Ed25519" },
};

/** The members of public keys; whatever else a key set holds stays outside. */
const PUBLIC_MEMBERS = ["kty", "n", "e", "crv", "x", "y"] as const;

/**
 * Reads a JWK set (RFC 7517 section 5). Keys of kinds that are not accepted here, secret ones above all, do not count.
 * @throws ProviderError when it is none, or has more than 100 keys.
 */
export function parseKeySet(json: unknown): KeySet {
  const { keys } = (json ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new ProviderError("has no key set where its keys should be");
  if (keys.length > MAX_KEYS) throw new ProviderError(`has more than ${MAX_KEYS} keys`);
  const jwks = keys.filter(isJwk);
  const imported = new Map<string, Promise<webcrypto.CryptoKey>>();
  return {
    match(kid, algorithm) {
      const fitting = jwks.filter(
        (jwk) =>
          (kid === undefined || jwk.kid === kid) &&
          jwk.kty === NEEDS[algorithm].kty &&
          serves(jwk, algorithm),
      );
      const [jwk, another] = fitting;
      if (jwk === undefined) return { kind: "none" };
      if (another !== undefined) return { kind: "ambiguous" };
      if (isWeak(jwk, algorithm)) return { kind: "weak" };
      return {
        kind: "found",
        import() {
          const at = `${jwks.indexOf(jwk)} ${algorithm}`;
          const known = imported.get(at) ?? importKey(jwk, algorithm);
          imported.set(at, known);
          return known;
        },
      };
    },
  };
}

type Jwk = Readonly<Record<string, unknown>>;

function isJwk(value: unknown): value is Jwk {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the key itself says of its use (RFC 7517 sections 4.2 to 4.4). */
function serves({ use, alg, key_ops }: Jwk, algorithm: ProviderAlgorithm): boolean {
  const verifies = key_ops === undefined || (Array.isArray(key_ops) && key_ops.includes("verify"));
  return (use === undefined || use === "sig") && (alg === undefined || alg === algorithm) && verifies;
}

function isWeak(jwk: Jwk, algorithm: ProviderAlgorithm): boolean {
  const { kty, crv } = NEEDS[algorithm];
  return kty === "RSA" ? bitsOf(jwk.n) < MIN_RSA_BITS : jwk.crv !== crv;
}

function bitsOf(modulus: unknown): number {
  if (typeof modulus !== "string") return 0;
  const bytes = Buffer.from(modulus, "base64url");
  const start = bytes.findIndex((byte) => byte !== 0);
  return start === -1 ? 0 : (bytes.length - start) * 8 - (Math.clz32(bytes[start] ?? 0) - 24);
}

async function importKey(jwk: Jwk, algorithm: ProviderAlgorithm): Promise<webcrypto.CryptoKey> {
  const members = PUBLIC_MEMBERS.filter((name) => jwk[name] !== undefined);
  const key = await importJWK(Object.fromEntries(members.map((name) => [name, jwk[name]])) as JWK, algorithm);
  if (key instanceof Uint8Array) throw new ProviderError("has a secret key where public ones belong");
  return key;
}
