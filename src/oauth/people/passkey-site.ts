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
 * Whether browsers make passkeys for an address at all: only for a name, and only over https or on this machine. An IP address
 * can be no relying party id.
 */
export function arePasskeysPossible(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return false;
  return protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");
}
