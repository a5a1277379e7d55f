import { isIP } from "node:net";

/** What passkeys of this server are tied to (WebAuthn level 3, sections 4 and 5.1). */
export interface PasskeySite {
  /** Relying party id: the host name alone. */
  readonly rpId: string;
  /** The origin of the pages where they are used. */
  readonly origin: string;
}

/** @param issuer the URL of the OAuth server */
export function passkeySite(issuer: string): PasskeySite {
  const { hostname, origin } = new URL(issuer);
  return { rpId: hostname, origin };
}

/**
 * The same server on this machine by the name that browsers make passkeys for; `undefined` when it has that name, or when
 * another name is not enough.
 */
export function localNameFor(issuer: string): string | undefined {
  const url = new URL(issuer);
  if (url.protocol !== "http:" || !/^(?:127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)) return undefined;
  url.hostname = "localhost";
  return url.origin;
}

/**
 * Whether browsers make passkeys for an address at all: only for a name, and only over https or on this machine. An IP address
 * can be no relying party id.
 */
export function arePasskeysPossible(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return false;
  return protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");
}
