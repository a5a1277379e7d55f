import type { Middleware } from "../exchange.ts";
import type { FindRoute } from "../routes.ts";

const ALLOWED_HEADERS = [
  "authorization",
  "content-type",
  "accept",
  "mcp-protocol-version",
  "mcp-method",
  "mcp-name",
  "mcp-session-id",
  "last-event-id",
].join(", ");

/** Answers `OPTIONS` before authentication: browsers send preflights without credentials. */
export const preflight = (findRoute: FindRoute): Middleware =>
  async function preflight(exchange, next) {
    const route = exchange.method === "OPTIONS" ? findRoute(exchange.path) : undefined;
    if (route === undefined) return next();
    const methods = [...route.methods, "OPTIONS"].join(", ");
    const headers: Record<string, string> = { allow: methods };
    if (exchange.headers.origin !== undefined) {
      headers["access-control-allow-methods"] = methods;
      headers["access-control-allow-headers"] = ALLOWED_HEADERS;
      headers["access-control-max-age"] = "600";
    }
    if (route.public) headers["access-control-allow-origin"] = "*";
    return { status: 204, headers };
  };
