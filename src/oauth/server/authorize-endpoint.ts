import { OFFERED_SCOPES } from "../../http/challenge.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { type OAuthAddress, toResource } from "./address.ts";
import type { Protocol } from "./protocol.ts";
import { AUTHORIZE_PATH } from "./routes.ts";

/** Asks for access in the name of a person (RFC 6749 section 3.1), and comes back from the pages of that. */
export function createAuthorizeEndpoint(
  protocol: Protocol,
  address: OAuthAddress,
): (exchange: Exchange) => Promise<Reply> {
  return function authorize(exchange) {
    const { path, query } = exchange;
    const wanted =
      path === AUTHORIZE_PATH ? completeRequest(new URLSearchParams(query), address).toString() : query;
    return protocol.call(exchange, { url: wanted === "" ? path : `${path}?${wanted}` });
  };
}

/**
 * Spells the resource as tokens do. A request that names no scope of ours, as those of old clients do not, is for all that is
 * offered (RFC 6749 section 3.3): the person decides what it becomes.
 */
function completeRequest(given: URLSearchParams, address: OAuthAddress): URLSearchParams {
  const scopes = (given.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  const isNamed = OFFERED_SCOPES.some((scope) => scopes.includes(scope));
  const resources = new Set(given.getAll("resource").map((text) => toResource(text, address) ?? text));
  const wanted = new URLSearchParams();
  for (const [name, value] of given) {
    if (name !== "resource" && (name !== "scope" || given.getAll("scope").length > 1))
      wanted.append(name, value);
  }
  for (const resource of resources) wanted.append("resource", resource);
  if (given.getAll("scope").length <= 1) {
    wanted.append("scope", [...scopes, ...(isNamed ? [] : OFFERED_SCOPES)].join(" "));
  }
  return wanted;
}
