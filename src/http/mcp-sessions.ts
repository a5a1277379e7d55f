import { isInitializeRequest } from "@modelcontextprotocol/server";
import { AwarenessError } from "../domain/errors.ts";
import { cancelledId } from "../mcp/pending-requests.ts";
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
    let release = () => {};
    let guarded: GuardedStream | undefined;
    try {
      const response = await run((session) => {
        const free = occupy(session, body);
        if (free === undefined) return Promise.resolve(idInUse());
        release = () => {
          release = () => {};
          free();
          guarded?.done();
        };
        return serveIn(session, exchange, body, address);
      });
      if (response === undefined) return sessionNotFound();
      // The SDK does not end this stream when the request's signal aborts.
      if (exchange.method === "GET") guarded = guard.open(exchange);
      return watchStream(await toReply(response), () => release(), guarded?.signal);
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

async function serveIn(
  session: LiveSession,
  exchange: Exchange,
  body: unknown,
  address: PublicAddress,
): Promise<Response> {
  const { transport } = session;
  const opensStream = exchange.method === "GET";
  // A client that lost its stream without a word opens another one: the newer counts.
  if (opensStream) transport.closeStandaloneSSEStream();
  const response = await transport.handleRequest(toWebRequest(exchange), {
    ...(body !== undefined && { parsedBody: body }),
    authInfo: toAuthInfo(exchange, address),
  });
  const cancelled = cancelledId(body);
  // The SDK answers no more, and would leave the request without an end.
  if (cancelled !== undefined && session.answering.has(cancelled)) transport.closeSSEStream(cancelled);
  if (opensStream && response.ok) {
    if (session.mayHaveMissed) for (const uri of session.followed.uris) session.tell(uri);
    session.mayHaveMissed = true;
  }
  return response;
}

/** Counts a request that is served; answers how to end that, or nothing when another one with its id is under way. */
function occupy(session: LiveSession, body: unknown): (() => void) | undefined {
  const id = requestId(body);
  if (id !== undefined && session.answering.has(id)) return undefined;
  if (id !== undefined) session.answering.add(id);
  session.active += 1;
  return () => {
    session.active -= 1;
    if (id !== undefined) session.answering.delete(id);
  };
}

function requestId(body: unknown): string | number | undefined {
  if (typeof body !== "object" || body === null || !("id" in body) || !("method" in body)) return undefined;
  return typeof body.id === "string" || typeof body.id === "number" ? body.id : undefined;
}

function idInUse(): Response {
  const message = "Another request of this session with the same id is not answered yet.";
  const error = { jsonrpc: "2.0", error: { code: RPC.invalidRequest, message }, id: null };
  return new Response(JSON.stringify(error), {
    status: 400,
    headers: { "content-type": "application/json" },
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
