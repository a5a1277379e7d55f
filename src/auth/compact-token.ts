import { AuthError } from "./auth-error.ts";

const MAX_KEY_ID_LENGTH = 256;

/** A token taken apart but not yet verified: nothing in it may be trusted. */
export interface UnverifiedToken {
  readonly compact: string;
  readonly header: Readonly<Record<string, unknown>>;
  /** Unverified `iss`, used only to choose who verifies. */
  readonly issuer: string;
}

const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Takes a compact JWS (RFC 7515 section 7.1) apart, cheap checks first.
 * @throws AuthError `invalid_token` unless three canonical base64url parts of JSON objects
 * without the header members `crit` and `b64`, which no accepted kind of token needs, and with a `kid` of sane size.
 */
export function parseCompactToken(compact: string): UnverifiedToken {
  const [, head = "", body = "", signature = ""] = COMPACT.exec(compact) ?? [];
  if (!isCanonical(signature)) throw new AuthError("invalid_token");
  const header = decodeObject(head);
  const payload = decodeObject(body);
  if (header.crit !== undefined || header.b64 !== undefined) throw new AuthError("invalid_token");
  if (!isKeyId(header.kid) || typeof payload.iss !== "string") throw new AuthError("invalid_token");
  return { compact, header, issuer: payload.iss };
}

/** False when unused low bits are set: such a variant would decode to the same bytes as the original. */
function isCanonical(part: string): boolean {
  return part !== "" && Buffer.from(part, "base64url").toString("base64url") === part;
}

function isKeyId(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.length <= MAX_KEY_ID_LENGTH);
}

function decodeObject(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (isObject(value)) return value;
  } catch (error) {
    throw new AuthError("invalid_token", error);
  }
  throw new AuthError("invalid_token");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
