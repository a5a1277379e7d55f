import type { OAuthAddress } from "./address.ts";

/** Names of the cookies, without prefix. */
const NAMES = { session: "session", interaction: "interaction", csrf: "csrf", browser: "browser" } as const;

export type CookieName = keyof typeof NAMES;
/** Whose cookies they are. */
export type CookieSite = Pick<OAuthAddress, "isHttps" | "origin">;

/**
 * Over https the prefix keeps other hosts of the domain from setting them (RFC 6265bis section 4.1.3.2); browsers refuse it
 * over http, which is for the loopback only. There cookies know no ports (RFC 6265 section 8.5), so that the name holds it.
 */
export function cookieName(name: CookieName, site: CookieSite): string {
  return `${site.isHttps ? "__Host-" : ""}${namespace(site)}${NAMES[name]}`;
}

function namespace({ isHttps, origin }: CookieSite): string {
  return isHttps ? "awareness_" : `awareness_${new URL(origin).port || "80"}_`;
}

/**
 * As the library wants them. The one for the request that a page is about never leaves the server (`request-cookies.ts`); that
 * for coming back has a path, which `__Host-` does not allow.
 */
export function cookieNames(site: CookieSite) {
  return {
    session: cookieName("session", site),
    interaction: cookieName("interaction", site),
    resume: `${site.isHttps ? "__Secure-" : ""}${namespace(site)}resume`,
  };
}

/** A cookie of ours for the browser to keep. `maxAgeSeconds` absent: until it is closed; 0: no longer. */
export function setCookie(name: CookieName, value: string, site: CookieSite, maxAgeSeconds?: number): string {
  return writeCookie(cookieName(name, site), value, site, maxAgeSeconds);
}

/** The same by its whole name. */
export function writeCookie(
  name: string,
  value: string,
  { isHttps }: CookieSite,
  maxAgeSeconds?: number,
): string {
  const lifetime = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}${lifetime}`;
}

/** The first cookie of this name; values are ours, in base64url and dots. */
export function readCookie(
  header: string | undefined,
  name: CookieName,
  site: CookieSite,
): string | undefined {
  const wanted = `${cookieName(name, site)}=`;
  const value = splitCookies(header)
    .find((pair) => pair.startsWith(wanted))
    ?.slice(wanted.length);
  return value !== undefined && /^[\w.-]{1,200}$/.test(value) ? value : undefined;
}

/** The pairs of a `Cookie` header. */
export function splitCookies(header: string | undefined): readonly string[] {
  return (header ?? "").split(/;\s*/).filter((pair) => pair !== "");
}
