import type { AuthInfo } from "@modelcontextprotocol/server";
import type { Principal } from "../domain/principal.ts";
import type { CallExtra } from "../mcp/call-context.ts";
import type { Exchange } from "./exchange.ts";
import { metadataUrl, type PublicAddress } from "./public-urls.ts";

/** The caller of an exchange that passed authentication. */
export function principalOf(exchange: Exchange): Principal {
  if (exchange.principal === undefined) throw new Error("the MCP route was reached without authentication");
  return exchange.principal;
}

/** What the SDK hands to handlers with the request. The token itself stays outside. */
export function toAuthInfo(exchange: Exchange, address: PublicAddress): AuthInfo {
  const principal = principalOf(exchange);
  const extra: CallExtra = { principal, requestId: exchange.requestId };
  return {
    token: "",
    clientId: principal.by,
    scopes: [...principal.scopes],
    resourceMetadataUrl: metadataUrl(address, exchange),
    extra: { ...extra },
    ...(principal.expiresAt === undefined ? {} : { expiresAt: principal.expiresAt }),
  };
}
