import { classifyInboundRequest } from "@modelcontextprotocol/server";
import type { Config } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import type { Principal } from "../domain/principal.ts";
import type { SessionStore } from "../domain/sessions/session-store.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import { createServerFactory } from "../mcp/server.ts";
import { serveSubscriptions } from "../mcp/subscriptions.ts";
import { withBreaker } from "../sessions/registry-breaker.ts";
import { SessionManager } from "../sessions/session-manager.ts";
import type { Logger } from "../telemetry/logger.ts";
import { createDirectCall } from "./direct-call.ts";
import type { Exchange, Reply } from "./exchange.ts";
import { createStatelessRoute } from "./mcp-modern.ts";
import { headerOf, readMcpBody } from "./mcp-request.ts";
import { createSessionRoute, methodNotAllowed } from "./mcp-sessions.ts";
import { createStreamGuard } from "./stream-guard.ts";

export interface McpRouteOptions {
  readonly runtime: McpRuntime;
  readonly sessions: SessionStore;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether a caller's token counts no more, its expiry aside; asked for open streams. They all count, when left out. */
  hasEnded?(principal: Principal): Promise<boolean>;
}

export interface McpRoute {
  /** Answers one authenticated request on the MCP endpoint. */
  handle(exchange: Exchange): Promise<Reply>;
  /** Ends subscription streams with their proper last message; called when the server begins to drain. */
  endStreams(): Promise<void>;
  close(): Promise<void>;
}

/** A session that another process has ended has no stream here for longer than a second. */
const TIDY_EVERY_MS = 500;
const MODERN_VERSION = /^20(2[6-9]|[3-9]\d)-/;

/** The one MCP endpoint. What a request says of itself decides its protocol era; the mode decides about sessions. */
export function createMcpRoute({
  runtime,
  sessions: store,
  config,
  clock,
  log,
  hasEnded = async () => false,
}: McpRouteOptions): McpRoute {
  const address = { publicUrl: config.publicUrl, mountPath: config.mountPath };
  const makeServer = createServerFactory(runtime);
  const guard = createStreamGuard({ clock, hasEnded });
  const { maxStreamsPerOwner } = config;
  const stateless = createStatelessRoute({ runtime, makeServer, guard, address, maxStreamsPerOwner });
  const sessions = new SessionManager({
    store: withBreaker(store),
    clock,
    log,
    ttlMs: config.sessionTtlSeconds * 1000,
    maxPerOwner: config.maxSessionsPerOwner,
    makeServer(principal, followed) {
      const server = makeServer({ subscribable: true });
      return {
        server,
        tell: (uri) => void server.server.sendResourceUpdated({ uri }).catch(() => {}),
        stop: serveSubscriptions(server, principal, runtime.follows, followed),
      };
    },
  });
  const directCall = createDirectCall(runtime);
  const inSession = createSessionRoute({ sessions, guard, address });
  const onTrouble = (error: unknown) => log.warn({ err: error }, "sessions and streams could not be tidied");
  // Apart: a database that hangs must not keep streams open whose tokens have ended, nor those that it need not be asked for.
  const tidying = [
    repeat(TIDY_EVERY_MS, () => sessions.tidy(), onTrouble),
    repeat(TIDY_EVERY_MS, () => guard.sweep(), onTrouble),
    repeat(TIDY_EVERY_MS, async () => guard.finishExpired(), onTrouble),
  ];

  async function post(exchange: Exchange): Promise<Reply> {
    const body = await readMcpBody(exchange);
    if (!body.ok) return body.reply;
    const { access } = exchange;
    // A name of the client's own choosing could be anything, a note or a token too.
    if (access.tool !== undefined && !runtime.toolsByName.has(access.tool)) access.tool = "other";
    const direct = await directCall(exchange, body.value);
    if (direct !== undefined) {
      exchange.access.era = "modern";
      return direct;
    }
    const { kind } = classifyInboundRequest({
      httpMethod: "POST",
      body: body.value,
      ...present("protocolVersionHeader", headerOf(exchange, "mcp-protocol-version")),
      ...present("mcpMethodHeader", headerOf(exchange, "mcp-method")),
      ...present("mcpNameHeader", headerOf(exchange, "mcp-name")),
    });
    exchange.access.era = kind === "legacy" ? "legacy" : "modern";
    return kind === "legacy" && !config.statelessHttp
      ? inSession(exchange, body.value)
      : stateless.handle(exchange, body.value);
  }

  return {
    handle(exchange) {
      if (exchange.method === "POST") return post(exchange);
      const modern = MODERN_VERSION.test(headerOf(exchange, "mcp-protocol-version") ?? "");
      return config.statelessHttp || modern
        ? Promise.resolve(methodNotAllowed())
        : inSession(exchange, undefined);
    },
    endStreams: () => stateless.endStreams(),
    async close() {
      for (const one of tidying) one.stop();
      await Promise.all([stateless.close(), sessions.close()]);
    },
  };
}

/** Runs `work` again and again, never twice at once. Of failures in a row only the first is told. */
function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): { stop(): void } {
  let running = false;
  let failed = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    try {
      await work();
      failed = false;
    } catch (error) {
      if (!failed) onError(error);
      failed = true;
    } finally {
      running = false;
    }
  }, everyMs).unref();
  return { stop: () => clearInterval(timer) };
}

function present<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
