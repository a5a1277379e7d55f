import { createHmac, randomUUID } from "node:crypto";
import { createKeyRing, fixedSecrets, type KeyRing } from "../../../src/auth/key-ring.ts";
import type { Clock } from "../../../src/domain/clock.ts";

export const SECRET = "a-test-secret-of-more-than-32-bytes!";

/** The keys of a server whose secrets stay as they are. */
export function aKeyRing(...secrets: readonly string[]): KeyRing {
  return createKeyRing(fixedSecrets(secrets.length === 0 ? [SECRET] : secrets));
}

/** A clock that stands where it is put. */
export function aClock(startMs = Date.UTC(2026, 10, 21, 12)): Clock & { set(ms: number): void } {
  let ms = startMs;
  return {
    now: () => ms,
    set(to) {
      ms = to;
    },
  };
}

export type Json = Readonly<Record<string, unknown>>;

export const GOOD_HEADER: Json = { alg: "HS256", typ: "at+jwt" };

/** Claims of a token that is good for an hour at `clock`. */
export function goodClaims(clock: Clock): Json {
  const now = Math.floor(clock.now() / 1000);
  return { iss: "awareness", aud: "awareness", sub: "alice", iat: now, exp: now + 3600, jti: randomUUID() };
}

/** Signs whatever it is given, also what no honest issuer would sign. `undefined` members are left out. */
export function sign(
  claims: Json | string | Buffer,
  header: Json = GOOD_HEADER,
  key: string = SECRET,
): string {
  const body = typeof claims === "string" || Buffer.isBuffer(claims) ? claims : JSON.stringify(claims);
  const input = `${encode(JSON.stringify(header))}.${encode(body)}`;
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
}

export function encode(text: string | Buffer): string {
  return Buffer.from(text).toString("base64url");
}
