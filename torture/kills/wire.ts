import {
  httpHeaders,
  INITIALIZED,
  initialize,
  type Json,
  LEGACY,
  modernHeaders,
  modernRequest,
  request,
} from "../../bench/harness/mcp-messages.ts";
import { type RawConnection, toRequest } from "../../bench/harness/raw-client.ts";

/** What became of a tool call. */
export type Outcome =
  | { readonly kind: "done"; readonly body: string }
  /** Nothing was stored. `retryable`: it may be sent again later. */
  | { readonly kind: "refused"; readonly why: string; readonly retryable: boolean }
  /** The server itself does not know. */
  | { readonly kind: "unknown" }
  /** The server knows nothing of the session. */
  | { readonly kind: "no session" };

/** Who calls. */
export interface Caller {
  readonly path: string;
  readonly token: string;
  /** Of a 2025-era client; without one the call is a 2026-07-28 one. */
  readonly session?: string | undefined;
}

/** Calls a tool. @throws Error when the connection ends before the answer. */
export async function callTool(
  connection: RawConnection,
  caller: Caller,
  id: number,
  name: string,
  args: Json,
): Promise<Outcome> {
  const { token, session } = caller;
  const params = { name, arguments: args };
  const { status, body } = await connection.send(
    session === undefined
      ? toPost(caller, modernHeaders(token, name), modernRequest(id, "tools/call", params))
      : toPost(caller, inSession(token, session), request(id, "tools/call", params)),
  );
  return judge(status, body.toString(), id);
}

/** Opens a 2025-era session; `undefined` when the server cannot now. @throws Error when the connection ends before the answer. */
export async function openSession(connection: RawConnection, caller: Caller): Promise<string | undefined> {
  const { token } = caller;
  const { status, head } = await connection.send(toPost(caller, httpHeaders(token), initialize(0)));
  const session = /\r\nmcp-session-id: *(\S+)/i.exec(head)?.[1];
  if (status !== 200 || session === undefined) return undefined;
  await connection.send(toPost(caller, inSession(token, session), INITIALIZED));
  return session;
}

const inSession = (token: string, session: string) =>
  httpHeaders(token, { "mcp-session-id": session, "mcp-protocol-version": LEGACY });

const toPost = ({ path }: Caller, headers: Readonly<Record<string, string>>, message: Json): Buffer =>
  toRequest("POST", path, headers, JSON.stringify(message));

/** Cheap where it is right: only answers that are no result are looked into. */
function judge(status: number, body: string, id: number): Outcome {
  const isAnswer = status === 200 && body.includes(`"id":${id}`);
  if (isAnswer && body.includes('"structuredContent"') && !body.includes('"isError":true'))
    return { kind: "done", body };
  if (status === 404) return { kind: "no session" };
  if (body.includes("unknown_outcome")) return { kind: "unknown" };
  const why = `${status} ${body.slice(0, 400)}`;
  return { kind: "refused", why, retryable: status === 503 || /retryable\\?":true/.test(body) };
}
