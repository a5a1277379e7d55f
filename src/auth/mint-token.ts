import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Clock } from "../domain/clock.ts";
import { invalidParameter } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import { parseOwner } from "../domain/owner.ts";
import { SCOPES, type Scope } from "../domain/principal.ts";
import { isReservedWriter } from "../domain/reserved-writers.ts";
import { areSources, MAX_SOURCES } from "../domain/sources.ts";
import { isName, MAX_LIFETIME_SECONDS, MAX_NAME_LENGTH } from "./claims.ts";
import type { TokenKey } from "./key-pair.ts";
import { importSecret } from "./key-ring.ts";
import { OWN_ISSUER, OWN_TOKEN_TYPE } from "./own-issuer.ts";

export interface MintOptions {
  /** A signing secret, at least 32 bytes of UTF-8, or a key of a key pair. */
  readonly key: string | TokenKey;
  readonly owner: string;
  /** 1 second to 366 days. */
  readonly expiresInSeconds: number;
  /** Scopes, separated by spaces or commas; absent means full access. */
  readonly scope?: string | undefined;
  /** The only sources that it reads and writes; absent means all. */
  readonly sources?: readonly string[] | undefined;
  /** Shown as the writer of whatever is written with the token. */
  readonly name?: string | undefined;
  readonly clock: Clock;
}

export interface MintedToken {
  readonly token: string;
  /** The token's `jti`, by which it is revoked. */
  readonly id: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** @throws AwarenessError `invalid_parameter` naming the option that is out of bounds. */
export async function mintToken(options: MintOptions): Promise<MintedToken> {
  const owner = parseOwner(options.owner, "user");
  const claims = {
    ...nameClaim(options.name),
    ...scopeClaim(options.scope),
    ...sourcesClaim(options.sources),
  };
  const issuedAt = Math.floor(options.clock.now() / 1000);
  const expiresAt = issuedAt + checkLifetime(options.expiresInSeconds);
  const id = randomUUID();
  const { id: kid, algorithm: alg, key } = await toTokenKey(options.key);
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg, typ: OWN_TOKEN_TYPE, ...(kid === undefined ? {} : { kid }) })
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_ISSUER)
    .setSubject(owner)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { token, id, expiresAt: expiresAt * 1000 };
}

async function toTokenKey(key: string | TokenKey): Promise<TokenKey> {
  return typeof key === "string" ? { algorithm: "HS256", key: await importSecret(key) } : key;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const DURATION_HELP =
  "A lifetime is a whole number with a unit, such as 90s, 15m, 12h or 30d, from 1s to 366d (366 days).";

/**
 * Turns `30d`, `12h`, `15m` or `90s` into seconds.
 * @throws AwarenessError `invalid_parameter` for another form, zero, or more than 366 days.
 */
export function parseDuration(text: string, param = "expires"): number {
  const [, count = "", unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? 0);
  if (seconds < 1 || seconds > MAX_LIFETIME_SECONDS) throw invalidParameter(param, DURATION_HELP);
  return seconds;
}

function checkLifetime(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_LIFETIME_SECONDS) return seconds;
  throw invalidParameter("expires", DURATION_HELP);
}

function nameClaim(name: string | undefined): { readonly name?: string } {
  if (name === undefined) return {};
  if (isName(name) && isReservedWriter(name)) {
    throw invalidParameter(
      "name",
      `Under the name "${name}" the program itself writes; choose another one, say that of the client or the machine.`,
    );
  }
  if (isName(name)) return { name };
  throw invalidParameter(
    "name",
    `A token name is 1 to ${MAX_NAME_LENGTH} characters of text without control characters.`,
  );
}

function scopeClaim(scope: string | undefined): { readonly scope?: string } {
  if (scope === undefined) return {};
  const named = scope.split(/[ ,]+/).filter((word) => word !== "");
  if (named.length > 0 && named.every((word) => SCOPES.includes(word as Scope)))
    return { scope: named.join(" ") };
  throw invalidParameter(
    "scope",
    `Scopes are separated by spaces or commas; known ones are ${SCOPES.join(", ")}.`,
    {
      valid: SCOPES,
    },
  );
}

function sourcesClaim(sources: readonly string[] | undefined): { readonly sources?: readonly string[] } {
  if (sources === undefined) return {};
  if (areSources(sources)) return { sources };
  throw invalidParameter(
    "sources",
    `A token is bound to 1 to ${MAX_SOURCES} sources, each of 1 to ${LIMITS.sourceChars} characters, separated by commas.`,
  );
}
