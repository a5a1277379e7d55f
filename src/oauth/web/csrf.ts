import { hash, timingSafeEqual } from "node:crypto";
import type { Exchange } from "../../http/exchange.ts";
import type { OAuthAddress } from "../server/address.ts";
import { readCookie, setCookie } from "../server/cookies.ts";
import { makeSecret } from "../server/secret-key.ts";

/** What a form of this browser carries. */
export interface CsrfToken {
  readonly token: string;
  /** For a browser that has none so far. */
  readonly cookies: readonly string[];
}

/** A token that only pages shown in this browser know: derived from a cookie that no page can read. */
export function issueCsrf(exchange: Exchange, address: OAuthAddress): CsrfToken {
  const known = readCookie(exchange.headers.cookie, "csrf", address);
  const secret = known ?? makeSecret();
  return { token: toToken(secret), cookies: known === undefined ? [setCookie("csrf", secret, address)] : [] };
}

/**
 * Whether a form was sent by a page of ours in this browser. Beside the token, what browsers say of where a request comes
 * from must not speak against it.
 */
export function isOwnForm(exchange: Exchange, token: string, address: OAuthAddress): boolean {
  const { origin, cookie, "sec-fetch-site": site } = exchange.headers;
  if (origin !== undefined && origin !== address.origin) return false;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const secret = readCookie(cookie, "csrf", address);
  if (secret === undefined) return false;
  const [given, expected] = [Buffer.from(token, "utf8"), Buffer.from(toToken(secret), "utf8")];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function toToken(secret: string): string {
  return hash("sha256", `form ${secret}`, "base64url");
}
