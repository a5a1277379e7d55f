import type { Clock } from "../../domain/clock.ts";
import type { Scope } from "../../domain/principal.ts";
import { OFFERED_SCOPES } from "../../http/challenge.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { cookiesOf, messageReply } from "../web/replies.ts";
import { type OAuthAddress, toResource } from "./address.ts";
import type { MemoryReply } from "./memory-call.ts";
import type { Protocol } from "./protocol.ts";
import { toBrowserCookies } from "./request-cookies.ts";
import { AUTHORIZE_PATH } from "./routes.ts";

/** Each request is kept for a while for whoever sends one, so it is to be short. Characters of the query, bytes of the state. */
const MAX_QUERY = 4_096;
const MAX_STATE = 2_048;

/** Asks for access in the name of a person (RFC 6749 section 3.1), and comes back from the pages of that. */
export function createAuthorizeEndpoint({
  protocol,
  address,
  clock,
}: {
  readonly protocol: Protocol;
  readonly address: OAuthAddress;
  readonly clock: Clock;
}): (exchange: Exchange) => Promise<Reply> {
  function withRequests(exchange: Exchange, reply: Reply): Reply {
    const cookies = toBrowserCookies(cookiesOf(reply), {
      header: exchange.headers.cookie,
      site: address,
      ended: "location" in reply.headers ? endedBy(exchange.path) : undefined,
      nowMs: clock.now(),
    });
    const { "set-cookie": _written, ...headers } = reply.headers;
    return { ...reply, headers: cookies.length === 0 ? headers : { ...headers, "set-cookie": cookies } };
  }

  return async function authorize(exchange) {
    const { path, query } = exchange;
    // To tell the client would take its state (RFC 6749 section 4.1.2.1), which may be what is too long.
    if (isTooLong(query)) return messageReply(address, "invalid_request");
    const wanted =
      path === AUTHORIZE_PATH ? completeRequest(new URLSearchParams(query), address).toString() : query;
    const reply = await protocol.call(exchange, { url: wanted === "" ? path : `${path}?${wanted}` });
    return withRequests(exchange, isRedirectOrOwn(reply) ? reply : messageReply(address, sayOf(reply)));
  };
}

/** Coming back from the pages of a request ends it; what is left to ask is another one. */
function endedBy(path: string): string | undefined {
  return path === AUTHORIZE_PATH ? undefined : path.slice(AUTHORIZE_PATH.length + 1);
}

function isTooLong(query: string): boolean {
  if (query.length > MAX_QUERY) return true;
  return new URLSearchParams(query).getAll("state").some((state) => Buffer.byteLength(state) > MAX_STATE);
}

/** Pages of the library itself have scripts in them, or nothing that a person could read. */
function isRedirectOrOwn({ headers }: MemoryReply): boolean {
  return "location" in headers || "content-security-policy" in headers;
}

function sayOf({ status }: MemoryReply): string {
  return status === 404 ? "not_found" : "expired_request";
}

const READ: Scope = "memory:read";

/** What the library has no way to give, in place of the ways that it has and that cannot be switched off. */
const NO_RESPONSE_MODE = "unsupported";

/**
 * Spells the resource as tokens do. Answers go back in the query alone: those in the fragment stay with scripts, and those by a
 * form come with a page that is not ours. A request that names no scope of ours, as those of old clients do not, is for all that is
 * offered (RFC 6749 section 3.3): the person decides what it becomes.
 */
function completeRequest(given: URLSearchParams, address: OAuthAddress): URLSearchParams {
  const isRepeated = given.getAll("scope").length > 1;
  const rewritten = isRepeated ? ["resource"] : ["resource", "scope"];
  const wanted = new URLSearchParams([...given].filter(([name]) => !rewritten.includes(name)));
  if (!given.getAll("response_mode").every(isQuery)) wanted.set("response_mode", NO_RESPONSE_MODE);
  const resources = new Set(given.getAll("resource").map((text) => toResource(text, address) ?? text));
  for (const resource of resources) wanted.append("resource", resource);
  // The library refuses what is repeated, and should see it.
  if (!isRepeated) wanted.append("scope", completeScope(given.get("scope") ?? ""));
  return wanted;
}

/** Reading goes without saying: every other scope includes it, and a person who allows nothing else allows that. */
function completeScope(given: string): string {
  const scopes = given.split(" ").filter((scope) => scope !== "");
  const isNamed = OFFERED_SCOPES.some((scope) => scopes.includes(scope));
  return [...new Set([...scopes, ...(isNamed ? [READ] : OFFERED_SCOPES)])].join(" ");
}

/** A parameter without a value counts as left out (RFC 6749 section 3.1). */
function isQuery(responseMode: string): boolean {
  return responseMode === "query" || responseMode === "";
}
