import type { Middleware } from "../exchange.ts";
import { originName, toNameSet } from "../host-names.ts";

/** Lets pages of allowed origins read every answer, refusals included. */
export const corsHeaders = (allowedOrigins: readonly string[]): Middleware => {
  const allowed = toNameSet(allowedOrigins);
  return async function corsHeaders(exchange, next) {
    const reply = await next();
    const { origin } = exchange.headers;
    if (origin === undefined) return reply;
    const name = originName(origin);
    if (name === undefined || !allowed.has(name)) return reply;
    const headers = {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "mcp-session-id, www-authenticate",
      vary: "Origin",
      ...reply.headers,
    };
    return { ...reply, headers };
  };
};
