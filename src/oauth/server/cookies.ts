/** Names of the cookies, without prefix. */
const NAMES = { session: "session", interaction: "interaction", csrf: "csrf", browser: "browser" } as const;

export type CookieName = keyof typeof NAMES;

/**
 * Over https the prefix keeps other hosts of the domain from setting them (RFC 6265bis section 4.1.3.2); browsers refuse it
 * over http, which is for the loopback only.
 */
export function cookieName(name: CookieName, isHttps: boolean): string {
  return `${isHttps ? "__Host-" : ""}awareness_${NAMES[name]}`;
}

/** As the library wants them; the one for coming back has a path, which `__Host-` does not allow. */
export function cookieNames(isHttps: boolean) {
  return {
    session: cookieName("session", isHttps),
    interaction: cookieName("interaction", isHttps),
    resume: `${isHttps ? "__Secure-" : ""}awareness_resume`,
  };
}

/** A cookie of ours for the browser to keep. `maxAgeSeconds` absent: until it is closed; 0: no longer. */
export function setCookie(name: CookieName, value: string, isHttps: boolean, maxAgeSeconds?: number): string {
  const lifetime = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  return `${cookieName(name, isHttps)}=${value}; Path=/; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}${lifetime}`;
}

/** The first cookie of this name; values are ours, in base64url and dots. */
export function readCookie(
  header: string | undefined,
  name: CookieName,
  isHttps: boolean,
): string | undefined {
  const wanted = `${cookieName(name, isHttps)}=`;
  const found = (header ?? "").split(/;\s*/).find((pair) => pair.startsWith(wanted));
  const value = found?.slice(wanted.length);
  return value !== undefined && /^[\w.-]{1,200}$/.test(value) ? value : undefined;
}
