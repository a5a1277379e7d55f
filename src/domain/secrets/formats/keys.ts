import type { SecretFormat } from "../format.ts";
import { isVaried, looksRandom } from "../placeholders.ts";

/** Armour, headers and line breaks, also as written in JSON text, up to the first long line of base64. */
const KEY_BODY = /(?:(?: BLOCK)?-----)[\s\S]{0,400}?(?<![A-Za-z0-9+/=])([A-Za-z0-9+/=]{40,76})/y;

/** Private keys of every kind, and the tokens that are signed with one. */
export const KEY_FORMATS: readonly SecretFormat[] = [
  { name: "RSA private key", marks: ["-----BEGIN RSA PRIVATE KEY"], rest: KEY_BODY, accepts: isVaried },
  { name: "EC private key", marks: ["-----BEGIN EC PRIVATE KEY"], rest: KEY_BODY, accepts: isVaried },
  { name: "DSA private key", marks: ["-----BEGIN DSA PRIVATE KEY"], rest: KEY_BODY, accepts: isVaried },
  {
    name: "OpenSSH private key",
    marks: ["-----BEGIN OPENSSH PRIVATE KEY"],
    rest: KEY_BODY,
    accepts: isVaried,
  },
  { name: "PGP private key", marks: ["-----BEGIN PGP PRIVATE KEY"], rest: KEY_BODY, accepts: isVaried },
  {
    name: "private key (PKCS #8)",
    marks: ["-----BEGIN PRIVATE KEY", "-----BEGIN ENCRYPTED PRIVATE KEY"],
    rest: KEY_BODY,
    accepts: isVaried,
  },
  {
    name: "SSH2 private key",
    marks: ["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"],
    rest: /[\s\S]{0,400}?(?<![A-Za-z0-9+/=])([A-Za-z0-9+/=]{40,76})/y,
    accepts: isVaried,
  },
  {
    name: "private key in base64",
    marks: ["LS0tLS1CRUdJTi"],
    rest: /[A-Za-z0-9+/]{40,200}/y,
    accepts: (secret) => atob(trimToBytes(`LS0tLS1CRUdJTi${secret}`)).includes("PRIVATE KEY"),
  },
  {
    name: "PuTTY private key",
    marks: ["Private-Lines: "],
    rest: /\d{1,3}(?:\\[rn]|\s){1,4}([A-Za-z0-9+/=]{40,64})/y,
    accepts: isVaried,
  },
  {
    name: "age secret key",
    marks: ["AGE-SECRET-KEY-1"],
    rest: /[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/y,
  },
  {
    name: "WireGuard private key",
    marks: ["PrivateKey"],
    assigned: true,
    rest: /[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=(?![A-Za-z0-9+/=])/y,
  },
  { name: "NATS seed", marks: ["SU", "SA", "SO"], rest: /[A-Z2-7]{56}(?![A-Za-z0-9])/y },
  { name: "1Password service account token", marks: ["ops_eyJ"], rest: /[A-Za-z0-9+/_=-]{100,1000}/y },
  {
    name: "1Password secret key",
    marks: ["A3-"],
    rest: /[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}(?![A-Za-z0-9])/y,
  },
  {
    name: "JSON Web Token",
    marks: ["eyJ"],
    rest: /(?<![_-]eyJ)[\w-]{10,2000}\.[\w-]{4,8000}\.[\w-]{20,2000}/y,
    accepts: isSignedToken,
  },
];

function trimToBytes(base64: string): string {
  return base64.slice(0, base64.length - (base64.length % 4));
}

/** The first part is a JSON object that names an algorithm (RFC 7515 section 4.1.1); the last one is no placeholder. */
function isSignedToken(rest: string): boolean {
  const [header = "", , signature = ""] = `eyJ${rest}`.split(".");
  if (!looksRandom(signature)) return false;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, "base64url").toString("utf8"));
    return typeof parsed === "object" && parsed !== null && "alg" in parsed && parsed.alg !== "none";
  } catch {
    return false;
  }
}
