/** Callbacks of well-known programs that register a scheme of their own; compared as a whole. */
export const KNOWN_OWN_SCHEME_URIS: readonly string[] = ["cursor://anysphere.cursor-mcp/oauth/callback"];

/** Longer ones serve nobody and would have to be stored. */
const MAX_LENGTH = 2_000;
const LOOPBACK_HOSTS: readonly string[] = ["127.0.0.1", "[::1]", "localhost"];
/** Printable ASCII without quotes, brackets of markup, backslash and wildcard. */
const CHARACTERS = /^[\x21\x23-\x29\x2b-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/;
const WEB_URI = /^(https?):\/\/([^/?#]+)(\/[^?#]*)?(\?[^#]*)?$/;
const DOMAIN = /^(?=.{1,253}$)[a-z\d]([a-z\d_-]*[a-z\d])?(\.[a-z\d]([a-z\d_-]*[a-z\d])?)*$/;
const IPV6 = /^\[[\da-f:.]+\]$/;

/**
 * Why a redirect URI cannot be one that codes are sent to, as a sentence; `undefined` when it can. A code goes to https, to a
 * program on the person's own machine (RFC 8252 section 7.3), or to a scheme of a program's own that is named as a whole.
 * Only the one spelling that every URL parser reads in the same way counts, so that what was checked, what is compared and what
 * a browser follows are the same (RFC 9700 section 4.1).
 * @param ownSchemeUris allowed beside those of well-known programs
 */
export function findRedirectProblem(uri: string, ownSchemeUris: readonly string[] = []): string | undefined {
  if (KNOWN_OWN_SCHEME_URIS.includes(uri) || ownSchemeUris.includes(uri)) return undefined;
  if (uri.length > MAX_LENGTH) return `It has more than ${MAX_LENGTH} characters.`;
  if (uri.includes("#")) return "It has a fragment (#).";
  if (uri.includes("*")) return "It has a wildcard (*); every redirect URI is named in full.";
  if (!CHARACTERS.test(uri)) return "It has characters that a URI must encode.";
  const [, scheme, authority = ""] = WEB_URI.exec(uri) ?? [];
  if (scheme === undefined) {
    return "Accepted are https:// URIs, http:// on 127.0.0.1, [::1] or localhost, and known callbacks of programs.";
  }
  if (authority.includes("@")) return "It has a user name before the host.";
  return findHostProblem(uri, scheme);
}

function findHostProblem(uri: string, scheme: string): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || !(DOMAIN.test(url.hostname) || IPV6.test(url.hostname))) {
    return "Its host is neither a name nor an address.";
  }
  // A URI without a path may stay without.
  if (url.href !== uri && url.href !== `${uri}/`) return `It is to be spelt ${url.href}`;
  if (scheme === "http" && !isLoopbackHost(url.hostname)) {
    return "It is http:// beyond 127.0.0.1, [::1] and localhost; use https://.";
  }
  return undefined;
}

/** True for a host of a URL under which a machine reaches itself (RFC 8252 section 7.3). */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.includes(hostname);
}

/** True when the code stays on the person's machine, with whichever program listens there. */
export function isLoopbackRedirect(uri: string): boolean {
  if (!/^https?:\/\//.test(uri) || !URL.canParse(uri)) return false;
  return isLoopbackHost(new URL(uri).hostname);
}

/** Where the code goes, as a person is told: host and port of a web address, else the scheme, such as `cursor:`. */
export function redirectHost(uri: string): string {
  const { host, protocol } = new URL(uri);
  return protocol === "https:" || protocol === "http:" ? host : protocol;
}
