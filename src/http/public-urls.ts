import type { Config } from "../config/config.ts";
import type { Exchange } from "./exchange.ts";
import { MCP_METADATA_PATH, MCP_PATH } from "./paths.ts";

/** The part of the configuration that decides how the server is named from outside. */
export type PublicAddress = Pick<Config, "publicUrl" | "mountPath">;

/** Canonical URL of the MCP endpoint: under the public URL, else under the (checked) host name the client used. */
export function resourceUrl(address: PublicAddress, exchange: Exchange): string {
  return `${baseUrl(address, exchange)}${MCP_PATH}`;
}

/** Absolute URL of the protected resource metadata (RFC 9728). */
export function metadataUrl(address: PublicAddress, exchange: Exchange): string {
  return `${baseUrl(address, exchange)}${MCP_METADATA_PATH}`;
}

function baseUrl({ publicUrl, mountPath }: PublicAddress, { headers, isHttps }: Exchange): string {
  const scheme = isHttps ? "https" : "http";
  return `${publicUrl ?? `${scheme}://${(headers.host ?? "localhost").toLowerCase()}`}${mountPath}`;
}
