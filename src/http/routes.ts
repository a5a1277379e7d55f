import type { JwkSet } from "../auth/key-ring.ts";
import type { Config } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import { type Exchange, HttpError, jsonReply, type Reply } from "./exchange.ts";
import type { HttpLimits } from "./limits.ts";
import { HEALTH_PATH, JWKS_PATH, MCP_METADATA_PATH, MCP_PATH, METADATA_PATH, READY_PATH } from "./paths.ts";
import type { Handler } from "./pipeline.ts";
import { createReadyRoute } from "./ready.ts";
import type { ReadyWatchers } from "./ready-watchers.ts";
import { createJwksRoute, createMetadataRoute } from "./well-known.ts";

/** What is found at one path. */
export interface Route {
  /** Upper case; `OPTIONS` is answered for all. */
  readonly methods: readonly string[];
  /** True when pages of any origin may read the answer. */
  readonly public: boolean;
  readonly answer: Handler;
}

export interface RouteDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly version: string;
  readonly limits: HttpLimits;
  ready(): Promise<void>;
  mcp(exchange: Exchange): Promise<Reply>;
  /** Public keys of tokens. */
  publishedKeys(): Promise<JwkSet>;
  /** True once the server is shutting down. */
  isClosing(): boolean;
  readonly watchers: ReadyWatchers;
  /** Issuer of an OAuth server on the same listener. */
  readonly ownIssuer?: (() => string | undefined) | undefined;
  /** Routes beside these. */
  readonly findMore?: FindRoute | undefined;
}

const READ = ["GET", "HEAD"] as const;

/** Finds what is at a path without mount path. */
export type FindRoute = (path: string) => Route | undefined;

/** The route table. */
export function createRoutes(deps: RouteDeps): FindRoute {
  const metadata: Route = {
    methods: READ,
    public: true,
    answer: createMetadataRoute(deps.config, deps.ownIssuer),
  };
  const table = new Map<string, Route>([
    [
      MCP_PATH,
      { methods: ["GET", "POST", "DELETE"], public: false, answer: (exchange) => deps.mcp(exchange) },
    ],
    [HEALTH_PATH, { methods: READ, public: false, answer: createHealthRoute(deps) }],
    [READY_PATH, { methods: READ, public: false, answer: createReadyRoute(deps) }],
    [METADATA_PATH, metadata],
    [MCP_METADATA_PATH, metadata],
    [JWKS_PATH, { methods: READ, public: true, answer: createJwksRoute(deps.publishedKeys) }],
  ]);
  return (path) => table.get(path) ?? deps.findMore?.(path);
}

/** Hands an exchange to its route: 404 for an unknown path, 405 for a method the route does not have. */
export function createRouter(findRoute: FindRoute): Handler {
  return async function route(exchange) {
    const found = findRoute(exchange.path);
    if (found === undefined) throw new HttpError(404, "Not found");
    if (found.methods.includes(exchange.method)) return found.answer(exchange);
    throw new HttpError(405, "Method not allowed", { allow: found.methods.join(", ") });
  };
}

/** Says that the process lives; touches nothing else. */
function createHealthRoute({ clock, version }: RouteDeps): Handler {
  const startedAt = clock.now();
  return async function health() {
    const seconds = Math.max(0, clock.now() - startedAt) / 1000;
    return jsonReply(200, { status: "ok", version, uptime_sec: Math.round(seconds * 10) / 10 });
  };
}
