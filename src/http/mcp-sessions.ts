import { isInitializeRequest } from "@modelcontextprotocol/server";
import { AwarenessError } from "../domain/errors.ts";
import type { LiveSession } from "../sessions/live-session.ts";
import type { SessionManager } from "../sessions/session-manager.ts";
import type { Exchange, Reply } from "./exchange.ts";
import { principalOf, toAuthInfo } from "./mcp-auth.ts";
import { headerOf } from "./mcp-request.ts";
import type { PublicAddress } from "./public-urls.ts";
import { RPC, rpcError } from "./rpc-error.ts";
import { watchStream } from "./stream-end.ts";
import type { GuardedStream, StreamGuard } from "./stream-guard.ts";
import { toReply, toWebRequest } from "./web-bridge.ts";

export interface SessionRouteOptions {
  readonly sessions: SessionManager;
  readonly guard: StreamGuard;
  readonly address: PublicAddress;
}

const SESSION_HEADER = "mcp-session-id";
/** It is kept as long as the session lives. */
const MAX_INITIALIZE_CHARS = 65_536;
const INITIALIZE_TOO_LONG = `initialize has more than ${MAX_INITIALIZE_CHARS} characters.`;
const INITIALIZE_NEEDS =
  "initialize needs params.protocolVersion, params.capabilities and params.clientInfo with name and version.";

/** 2025-era requests in stateful mode: each belongs to a session, or opens one. */
export function createSessionRoute({ sessions, guard, address }: SessionRouteOptions) {
  async function post(exchange: Exchange, body: unknown): Promise<Reply> {
    const principal = principalOf(exchange);
    if (isMethod(body, "initialize")) {
      if (!isInitializeRequest(body)) return refuseInitialize(INITIALIZE_NEEDS);
      if (JSON.stringify(body).length > MAX_INITIALIZE_CHARS) return refuseInitialize(INITIALIZE_TOO_LONG);
      return replyFrom((serve) => sessions.open(principal, body, serve), exchange, body);
    }
    const id = headerOf(exchange, SESSION_HEADER);
    if (id === undefined) {
      return rpcError(
        400,
        RPC.server,
        "The Mcp-Session-Id header is missing. Send initialize first, then its session id.",
      );
    }
    return replyFrom((serve) => sessions.resume(principal, id, serve), exchange, body);
  }

  async function replyFrom(
    run: (serve: (session: LiveSession) => Promise<Response>) => Promise<Response | undefined>,
    exchange: Exchange,
    body: unknown,
  ): Promise<Reply> {
    let used: LiveSession | undefined;
    let guarded: GuardedStream | undefined;
    const release = () => {
      if (used !== undefined) used.active -= 1;
      used = undefined;
      guarded?.done();
    };
    try {
      const response = await run((session) => {
        used = session;
        session.active += 1;
        return serveIn(session, exchange, body, address);
      });
      if (response === undefined) return sessionNotFound();
      // The SDK does not end this stream when the request's signal aborts.
      if (exchange.method === "GET") guarded = guard.open(exchange);
      return watchStream(await toReply(response), release, guarded?.signal);
    } catch (error) {
      release();
      throw error;
    }
  }

  async function end(exchange: Exchange, id: string): Promise<Reply> {
    const ended = await sessions.end(principalOf(exchange), id);
    return ended ? { status: 200, headers: {} } : sessionNotFound();
  }

  return async function handle(exchange: Exchange, body: unknown): Promise<Reply> {
    try {
      if (exchange.method === "POST") return await post(exchange, body);
      const id = headerOf(exchange, SESSION_HEADER);
      if (id === undefined) return methodNotAllowed();
      if (exchange.method === "DELETE") return await end(exchange, id);
      return await replyFrom(
        (serve) => sessions.resume(principalOf(exchange), id, serve),
        exchange,
        undefined,
      );
    } catch (error) {
      if (!(error instanceof AwarenessError) || error.code !== "unavailable") throw error;
      return rpcError(503, RPC.server, error.message, { "retry-after": "1" });
    }
  };
}

function serveIn(
  { transport }: LiveSession,
  exchange: Exchange,
  body: unknown,
  address: PublicAddress,
): Promise<Response> {
  // A client that lost its stream without a word opens another one: the newer counts.
  if (exchange.method === "GET") transport.closeStandaloneSSEStream();
  return transport.handleRequest(toWebRequest(exchange), {
    ...(body !== undefined && { parsedBody: body }),
    authInfo: toAuthInfo(exchange, address),
  });
}

function refuseInitialize(message: string): Reply {
  return rpcError(400, RPC.invalidParams, message);
}

function isMethod(body: unknown, method: string): boolean {
  return typeof body === "object" && body !== null && "method" in body && body.method === method;
}

/** 405 for GET and DELETE without a session: clients then know that there is no stream to wait for. */
export function methodNotAllowed(): Reply {
  return rpcError(405, RPC.server, "Method not allowed without a session.", { allow: "POST" });
}

/** The same bytes for a session that never was, has ended, or is somebody else's. */
function sessionNotFound(): Reply {
  return rpcError(404, RPC.sessionNotFound, "Session not found");
}
