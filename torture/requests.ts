import {
  httpHeaders,
  INITIALIZED,
  initialize,
  LEGACY,
  modernHeaders,
  modernRequest,
  request,
} from "../bench/harness/mcp-messages.ts";
import { openConnection, toRequest } from "../bench/harness/raw-client.ts";
import { mintToken } from "../src/auth/mint-token.ts";
import { systemClock } from "../src/domain/clock.ts";
import type { Environment } from "./program.ts";

/** Signs tokens without a start of the program for each. */
const SECRET = "a-secret-for-torture-that-guards-nothing";

/** Setting of a server that takes the tokens of `signToken`. */
export const SIGNED: Environment = { AWARENESS_JWT_SECRET: SECRET };

/** A token for `owner`, good for a day. */
export async function signToken(owner: string): Promise<string> {
  const options = { key: SECRET, owner, expiresInSeconds: 86_400, name: "torture", clock: systemClock };
  return (await mintToken(options)).token;
}

type Arguments = Readonly<Record<string, unknown>>;

/** Bytes of a 2026-07-28 tool call, as text. */
export function modernCall(token: string, tool: string, args: Arguments = {}): string {
  const body = JSON.stringify(modernRequest(1, "tools/call", { name: tool, arguments: args }));
  return toRequest("POST", "/mcp", modernHeaders(token, tool), body).toString();
}

/** Bytes of a `subscriptions/listen` (2026-07-28) on these resources. */
export function listenRequest(token: string, uris: readonly string[]): string {
  const body = modernRequest(1, "subscriptions/listen", { notifications: { resourceSubscriptions: uris } });
  const headers = httpHeaders(token, {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "subscriptions/listen",
  });
  return toRequest("POST", "/mcp", headers, JSON.stringify(body)).toString();
}

function sessionHeaders(token: string, session: string) {
  return httpHeaders(token, { "mcp-session-id": session, "mcp-protocol-version": LEGACY });
}

/** Bytes of a tool call in a session (2025-11-25). */
export function sessionCall(token: string, session: string, tool: string, args: Arguments = {}): string {
  const body = JSON.stringify(request(1, "tools/call", { name: tool, arguments: args }));
  return toRequest("POST", "/mcp", sessionHeaders(token, session), body).toString();
}

/** Bytes of the request for a session's own stream. */
export function streamRequest(token: string, session: string): string {
  return toRequest("GET", "/mcp", sessionHeaders(token, session)).toString();
}

/** Opens so many sessions; answers their ids. @throws Error when one is refused. */
export async function openSessions(port: number, token: string, count: number): Promise<readonly string[]> {
  const connection = await openConnection(port);
  try {
    const sessions: string[] = [];
    while (sessions.length < count) {
      const opening = toRequest("POST", "/mcp", httpHeaders(token), JSON.stringify(initialize(0)));
      const { head } = await connection.send(opening);
      const session = /\r\nmcp-session-id: *(\S+)/i.exec(head)?.[1];
      if (session === undefined) throw new Error(`No session was opened: ${head}`);
      const opened = JSON.stringify(INITIALIZED);
      await connection.send(toRequest("POST", "/mcp", sessionHeaders(token, session), opened));
      sessions.push(session);
    }
    return sessions;
  } finally {
    connection.close();
  }
}

/** Sends one request and answers what came back. @throws Error with the status unless that is 200. */
export async function sendOnce(port: number, bytes: string): Promise<string> {
  const connection = await openConnection(port);
  try {
    const { status, body } = await connection.send(Buffer.from(bytes));
    if (status !== 200) throw new Error(`${status} ${body.toString().slice(0, 300)}`);
    return body.toString();
  } finally {
    connection.close();
  }
}
