import { constants, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import type { Json } from "../../support/tokens.ts";
import { encode } from "../../support/tokens.ts";

export type KeyKind = "RS256" | "PS256" | "ES256" | "EdDSA";

/** A key pair of a provider. */
export interface ProviderKey {
  readonly kid: string;
  readonly kind: KeyKind;
  /** As a key set publishes it. */
  readonly jwk: Json;
  readonly publicKey: KeyObject;
  /** Signs whatever it is given, also what no honest provider would sign. `undefined` members are left out. */
  sign(claims: Json | string | Buffer, header?: Json): string;
}

export function makeKey(
  kind: KeyKind,
  options: { readonly bits?: number; readonly kid?: string } = {},
): ProviderKey {
  const { bits = 2048, kid = `${kind}-${randomUUID()}` } = options;
  const { publicKey, privateKey } = generate(kind, bits);
  return {
    kid,
    kind,
    publicKey,
    jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" },
    sign(claims, header = {}) {
      const head = { alg: kind, typ: "at+jwt", kid, ...header };
      const body = typeof claims === "string" || Buffer.isBuffer(claims) ? claims : JSON.stringify(claims);
      const input = `${encode(JSON.stringify(head))}.${encode(body)}`;
      return `${input}.${signature(kind, privateKey, input).toString("base64url")}`;
    },
  };
}

function generate(kind: KeyKind, modulusLength: number): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (kind === "EdDSA") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength });
}

function signature(kind: KeyKind, key: KeyObject, input: string): Buffer {
  const bytes = Buffer.from(input);
  if (kind === "EdDSA") return sign(null, bytes, key);
  if (kind === "ES256") return sign("sha256", bytes, { key, dsaEncoding: "ieee-p1363" });
  if (kind === "RS256") return sign("sha256", bytes, key);
  return sign("sha256", bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}
