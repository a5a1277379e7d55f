import { OFFERED_SCOPES } from "./challenge.ts";
import { jsonReply } from "./exchange.ts";
import type { Handler } from "./pipeline.ts";
import { type PublicAddress, resourceUrl } from "./public-urls.ts";

/**
 * Protected resource metadata (RFC 9728 section 2). `authorization_servers` is left out: tokens are minted by the operator.
 */
export function createMetadataRoute(address: PublicAddress): Handler {
  return async function metadata(exchange) {
    const document = {
      resource: resourceUrl(address, exchange),
      scopes_supported: OFFERED_SCOPES,
      bearer_methods_supported: ["header"],
      resource_name: "awareness",
    };
    return jsonReply(200, document, { "access-control-allow-origin": "*" });
  };
}
