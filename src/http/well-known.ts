import type { JwkSet } from "../auth/key-ring.ts";
import type { Config } from "../config/config.ts";
import { OFFERED_SCOPES } from "./challenge.ts";
import { jsonReply } from "./exchange.ts";
import type { Handler } from "./pipeline.ts";
import { type PublicAddress, resourceUrl } from "./public-urls.ts";

/**
 * Protected resource metadata (RFC 9728 section 2). Without an OAuth server `authorization_servers` is left out: tokens are
 * minted by the operator.
 */
export function createMetadataRoute(
  config: PublicAddress & Pick<Config, "oauthProviders" | "authRequired">,
  ownIssuer: () => string | undefined = () => undefined,
): Handler {
  const providers = config.authRequired ? config.oauthProviders.map(({ issuer }) => issuer) : [];
  return async function metadata(exchange) {
    const own = ownIssuer();
    const issuers = own === undefined ? providers : [own, ...providers];
    const document = {
      resource: resourceUrl(config, exchange),
      ...(issuers.length === 0 ? {} : { authorization_servers: issuers }),
      scopes_supported: OFFERED_SCOPES,
      bearer_methods_supported: ["header"],
      resource_name: "awareness",
    };
    return jsonReply(200, document, { "access-control-allow-origin": "*" });
  };
}

/** How long others may keep our public keys, seconds: a new key signs no earlier after it is published. */
const KEYS_MAX_AGE_SECONDS = 600;

/** The public keys of our tokens (RFC 7517 section 5), for whoever wants to verify them without asking us. */
export function createJwksRoute(publishedKeys: () => Promise<JwkSet>): Handler {
  return async function jwks() {
    const reply = jsonReply(200, await publishedKeys(), { "access-control-allow-origin": "*" });
    return { ...reply, cacheControl: `public, max-age=${KEYS_MAX_AGE_SECONDS}` };
  };
}
