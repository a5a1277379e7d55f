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

/** Aborts with the exchange, and when the caller's credential ends: a stream never outlives its token. */
export function streamSignal(exchange: Exchange, now: number): AbortSignal {
  const { expiresAt } = principalOf(exchange);
  if (expiresAt === undefined) return exchange.signal;
  const left = Math.max(0, expiresAt * 1000 - now);
  return left > MAX_TIMER_MS
    ? exchange.signal
    : AbortSignal.any([exchange.signal, AbortSignal.timeout(left)]);
}

const MAX_TIMER_MS = 2_147_483_647;
