import type { Clock } from "../../domain/clock.ts";
import type { OAuthServerSettings } from "../../domain/oauth/server-settings.ts";
import type { Store } from "../../domain/store.ts";
import { type Exchange, jsonReply, type Reply } from "../../http/exchange.ts";
import { ISSUER_METADATA_PATHS } from "../../http/paths.ts";
import type { Handler } from "../../http/pipeline.ts";
import type { FindRoute, Route } from "../../http/routes.ts";
import { messageReply } from "../web/replies.ts";
import type { OAuthAddress } from "./address.ts";
import { createAuthorizeEndpoint } from "./authorize-endpoint.ts";
import { createMetadataEndpoint } from "./metadata-endpoint.ts";
import type { Protocol } from "./protocol.ts";
import { createRegisterEndpoint } from "./register-endpoint.ts";
import type { RequestLimits } from "./request-limits.ts";
import { AUTHORIZE_PATH, REGISTER_PATH, REVOKE_PATH, TOKEN_PATH } from "./routes.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";
import { waitMinutes } from "./wait-minutes.ts";

export interface ProtocolRouteParts {
  readonly protocol: Protocol;
  readonly address: OAuthAddress;
  readonly settings: OAuthServerSettings;
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: RequestLimits;
}

/** Endpoints that clients talk to, without cookies: pages of any origin may read what they answer. */
export function createProtocolRoutes(parts: ProtocolRouteParts): FindRoute {
  const { protocol, address, settings, store, clock, limits } = parts;
  const { redirectUris } = settings;
  const open = (methods: readonly string[], answer: Handler): Route => ({ methods, public: true, answer });
  const limited = (answer: Handler): Handler => limitJson(answer, limits);

  const metadata = open(["GET", "HEAD"], createMetadataEndpoint(protocol));
  const token = open(["POST"], limited(createTokenEndpoint({ protocol, address, store, clock })));
  const register = createRegisterEndpoint({ protocol, rateLimits: store.rateLimits, redirectUris, clock });
  const revoke: Handler = async (exchange) =>
    protocol.call(exchange, { url: exchange.path, body: await exchange.readBody() });
  const authorize: Route = {
    methods: ["GET"],
    public: false,
    answer: limitPage(createAuthorizeEndpoint({ protocol, address, clock }), limits, address),
  };

  const table = new Map<string, Route>([
    ...ISSUER_METADATA_PATHS.map((path) => [path, metadata] as const),
    [TOKEN_PATH, token],
    [REVOKE_PATH, open(["POST"], limited(revoke))],
    [AUTHORIZE_PATH, authorize],
    ...(settings.registration ? [[REGISTER_PATH, open(["POST"], limited(register))] as const] : []),
  ]);
  return (path) => table.get(path) ?? (path.startsWith(`${AUTHORIZE_PATH}/`) ? authorize : undefined);
}

function limitJson(answer: Handler, limits: RequestLimits): Handler {
  return async (exchange: Exchange): Promise<Reply> => {
    const waitMs = await limits.take(exchange.remoteAddress);
    if (waitMs === 0) return readable(await answer(exchange));
    const body = {
      error: "temporarily_unavailable",
      error_description: "Too many requests from this network; try again later",
    };
    const headers = { "retry-after": String(Math.ceil(waitMs / 1000)), "access-control-allow-origin": "*" };
    return jsonReply(429, body, headers);
  };
}

/** No cookie counts at these endpoints, so that any page may read what they answer: it is told no more than a program is. */
function readable(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, "access-control-allow-origin": "*" } };
}

function limitPage(answer: Handler, limits: RequestLimits, address: OAuthAddress): Handler {
  return async (exchange: Exchange): Promise<Reply> => {
    const waitMs = await limits.take(exchange.remoteAddress);
    if (waitMs === 0) return answer(exchange);
    return messageReply(address, "too_many_attempts", { minutes: waitMinutes(waitMs) });
  };
}
