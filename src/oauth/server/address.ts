import { isLoopbackHost } from "../../domain/oauth/redirect-uri.ts";
import { MCP_PATH } from "../../http/paths.ts";

/** How the OAuth server and what it protects are named, from outside. */
export interface OAuthAddress {
  /** The issuer: origin and path, without a slash at the end. */
  readonly issuer: string;
  readonly origin: string;
  /** What browsers write before every path of ours: that of the public URL and the mount path; empty, or begins with a slash. */
  readonly basePath: string;
  /** The MCP endpoint: the only resource (RFC 8707) that tokens are given for. */
  readonly resource: string;
  readonly isHttps: boolean;
}

/** @param base the public URL, or scheme, host and port of this server, without a slash at the end */
export function toOAuthAddress(base: string, mountPath: string): OAuthAddress {
  const issuer = `${base}${mountPath}`;
  const { origin, pathname, protocol } = new URL(issuer);
  const basePath = pathname.replace(/\/$/, "");
  return { issuer, origin, basePath, resource: `${issuer}${MCP_PATH}`, isHttps: protocol === "https:" };
}

/**
 * The resource that a client means, in the form that tokens carry; `undefined` for another one. Scheme and host may be
 * written in any case; a server of the loopback answers to each of its names.
 */
export function toResource(text: string, { resource }: OAuthAddress): string | undefined {
  if (text === resource) return resource;
  if (!URL.canParse(text)) return undefined;
  const [given, own] = [new URL(text), new URL(resource)];
  const isSameHost =
    given.host === own.host ||
    (given.port === own.port && isLoopbackHost(given.hostname) && isLoopbackHost(own.hostname));
  const isSame =
    isSameHost &&
    given.protocol === own.protocol &&
    given.pathname === own.pathname &&
    given.search === "" &&
    given.username === "" &&
    !text.includes("#");
  return isSame ? resource : undefined;
}
