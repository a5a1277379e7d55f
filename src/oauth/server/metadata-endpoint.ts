import { OFFERED_SCOPES } from "../../http/challenge.ts";
import { type Exchange, jsonReply, type Reply } from "../../http/exchange.ts";
import type { Protocol } from "./protocol.ts";

/** What the library says of itself that clients of ours have no use for, or that would lead them astray. */
const LEFT_OUT = [
  "userinfo_endpoint",
  "claims_supported",
  "claim_types_supported",
  "claims_parameter_supported",
];

/**
 * Metadata of the authorization server (RFC 8414 section 2), the same in the form of OpenID Connect Discovery. Scopes are
 * those of the MCP endpoint; `offline_access` is there because some clients ask for a refresh token by it.
 */
export function createMetadataEndpoint(protocol: Protocol): (exchange: Exchange) => Promise<Reply> {
  return async function metadata(exchange) {
    const reply = await protocol.call(exchange, { url: exchange.path, method: "GET" });
    if (reply.status !== 200) return reply;
    const known = JSON.parse(reply.body) as Record<string, unknown>;
    const kept = Object.entries(known).filter(([name]) => !LEFT_OUT.includes(name));
    const document = {
      ...Object.fromEntries(kept),
      response_modes_supported: ["query"],
      scopes_supported: [...OFFERED_SCOPES, "offline_access", "openid"],
    };
    return jsonReply(200, document, { "access-control-allow-origin": "*" });
  };
}
