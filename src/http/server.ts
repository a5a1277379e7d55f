import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { JwkSet } from "../auth/key-ring.ts";
import type { TokenVerifier } from "../auth/verify-token.ts";
import type { Config } from "../config/config.ts";
import { reachableHost } from "../config/hosts.ts";
import type { Clock } from "../domain/clock.ts";
import { parseOwner } from "../domain/owner.ts";
import { FULL_ACCESS } from "../domain/principal.ts";
import type { Logger } from "../telemetry/logger.ts";
import { toBlockList } from "./client-address.ts";
import { refuseConnection } from "./client-errors.ts";
import type { Exchange, Middleware, Reply } from "./exchange.ts";
import { toUrlHost } from "./host-names.ts";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits.ts";
import { listen } from "./listen.ts";
import { accessLog } from "./middleware/access-log.ts";
import { authentication, localAccess } from "./middleware/authentication.ts";
import { concurrencyLimit } from "./middleware/concurrency-limit.ts";
import { corsHeaders } from "./middleware/cors-headers.ts";
import { errorMapping } from "./middleware/error-mapping.ts";
import { hostCheck } from "./middleware/host-check.ts";
import { originCheck } from "./middleware/origin-check.ts";
import { preflight } from "./middleware/preflight.ts";
import { type RateLimits, rateLimit } from "./middleware/rate-limit.ts";
import { NodeExchange } from "./node-exchange.ts";
import { createOpenExchanges } from "./open-exchanges.ts";
import { MCP_PATH } from "./paths.ts";
import { createPipeline, type Handler } from "./pipeline.ts";
import { createReadyWatchers } from "./ready-watchers.ts";
import { createRouter, createRoutes, type FindRoute, type RouteDeps } from "./routes.ts";
import { drain } from "./shutdown.ts";
import { createWaitingAnswers } from "./waiting-answers.ts";
import { type WriteOptions, writeReply } from "./write-reply.ts";

export interface HttpServerDeps {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly version: string;
  /** Absent: authentication is off and everybody is the default owner. */
  readonly verifier?: TokenVerifier | undefined;
  readonly rateLimits?: RateLimits | undefined;
  /** Resolves when requests can be served; asked by `/ready`. */
  ready(): Promise<void>;
  /** Answers `GET`, `POST` and `DELETE` on the MCP endpoint; `exchange.principal` is set. */
  mcp(exchange: Exchange): Promise<Reply>;
  /** Called in a shutdown, when balancers send nothing more: ends event streams with their last message. */
  endStreams?(): Promise<void>;
  /** Public keys of tokens; none when left out. */
  publishedKeys?(): Promise<JwkSet>;
  /** An OAuth server on the same listener. */
  readonly oauth?: OAuthRoutes | undefined;
}

/** What an OAuth server adds to the routes. */
export interface OAuthRoutes {
  readonly findRoute: FindRoute;
  /** Its issuer; `undefined` before `start`. */
  issuer(): string | undefined;
  /** Told once where it is reached: the public URL, or scheme, host and port. */
  start(base: string): void;
}

/** Where a server is reached, mount path and `/mcp` included. */
export interface Listening {
  /** Under the public URL when there is one. */
  readonly url: string;
  /** From this machine. */
  readonly localUrl: string;
  readonly port: number;
}

export interface HttpService {
  /** @throws AwarenessError `unavailable` when the address cannot be had. */
  listen(): Promise<Listening>;
  /** Drains and stops; what is not done after `graceMs` (25 s) is cut. Safe to call twice. */
  close(graceMs?: number): Promise<void>;
}

const DEFAULT_GRACE_MS = 25_000;

/** The HTTP server: one ordered list of steps around the route table. Nothing happens before `listen`. */
export function createHttpServer(deps: HttpServerDeps, overrides: Partial<HttpLimits> = {}): HttpService {
  const { config, log } = deps;
  const limits = { ...DEFAULT_LIMITS, ...overrides };
  const sockets = new Set<Socket>();
  const exchanges = createOpenExchanges();
  const waiting = createWaitingAnswers(limits.maxWaitingBytes);
  const watchers = createReadyWatchers();
  const around = {
    mountPath: config.mountPath,
    trusted: toBlockList(config.trustedProxies),
    pace: limits,
  };
  let closing: Promise<void> | undefined;
  const isClosing = (): boolean => closing !== undefined;
  const findRoute = createRoutes({ ...routeDeps(deps), limits, isClosing, watchers });
  const answer = createPipeline(createSteps(deps, findRoute), createRouter(findRoute));
  const server = createNodeServer(limits);

  const handle = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const exchange = new NodeExchange(request, response, around, expectsContinue);
    exchanges.add(exchange);
    // Writing to a client that has gone must not end the process; "close" tells all there is to know.
    response.on("error", ignore);
    serve(exchange, answer, () => ({ limits, waiting, closing: isClosing() })).catch((error: unknown) => {
      log.error({ request_id: exchange.requestId, err: error }, "answer could not be written");
      response.destroy();
    });
  };

  server.on("request", (request, response) => handle(request, response, false));
  server.on("checkContinue", (request, response) => handle(request, response, true));
  server.on("checkExpectation", (request, response) => handle(request, response, false));
  server.on("connection", (socket) => {
    keepWhileOpen(sockets, socket);
    exchanges.watch(socket);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseConnection(socket, error.code, exchanges.on(socket));
  });

  return {
    async listen() {
      await listen(server, config.host, config.port);
      const { port } = server.address() as AddressInfo;
      const local = `http://${toUrlHost(reachableHost(config.host))}:${port}`;
      deps.oauth?.start(config.publicUrl ?? local);
      const path = `${config.mountPath}${MCP_PATH}`;
      return { url: `${config.publicUrl ?? local}${path}`, localUrl: `${local}${path}`, port };
    },
    close(graceMs = DEFAULT_GRACE_MS) {
      closing ??= drain(
        server,
        { sockets, exchanges: exchanges.all },
        {
          limits,
          graceMs,
          isKnown: () => watchers.haveHeard(),
          onClosed: () => {
            deps
              .endStreams?.()
              .catch((error: unknown) => log.warn({ err: error }, "streams could not be ended"));
          },
        },
      );
      return closing;
    },
  };
}

function ignore(): void {}

function keepWhileOpen(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
}

function routeDeps(deps: HttpServerDeps): Omit<RouteDeps, "limits" | "isClosing" | "watchers"> {
  const { config, clock, version, oauth } = deps;
  return {
    config,
    clock,
    version,
    ready: () => deps.ready(),
    mcp: (exchange) => deps.mcp(exchange),
    publishedKeys: async () => (await deps.publishedKeys?.()) ?? { keys: [] },
    findMore: oauth?.findRoute,
    ownIssuer: oauth?.issuer,
  };
}

/** The steps every request goes through, outermost first. */
function createSteps(deps: HttpServerDeps, findRoute: FindRoute): readonly Middleware[] {
  const { config, log, verifier, rateLimits = {} } = deps;
  return [
    accessLog(log),
    corsHeaders(config.allowedOrigins),
    errorMapping(log),
    hostCheck(config.allowedHosts),
    originCheck(config.allowedOrigins, findRoute),
    preflight(findRoute),
    verifier === undefined
      ? localAccess({ owner: parseOwner(config.defaultOwner), scopes: FULL_ACCESS, by: "local" })
      : authentication(config, verifier),
    rateLimit(rateLimits),
    concurrencyLimit(config.maxConcurrentPerOwner),
  ];
}

function createNodeServer(limits: HttpLimits): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Checked by a step of ours, which answers in JSON.
    requireHostHeader: false,
  });
  server.timeout = limits.idleMs;
  server.maxConnections = limits.maxConnections;
  return server;
}

async function serve(exchange: NodeExchange, answer: Handler, options: () => WriteOptions): Promise<void> {
  // Neither named nor awaited here, where the text of a long answer would be held beside its bytes.
  return writeReply(exchange, await answer(exchange), options());
}
