import { httpHeaders, INITIALIZED, initialize, LEGACY } from "./mcp-messages.ts";
import { type RawConnection, toRequest } from "./raw-client.ts";

/** Headers of a request in a 2025-era session. */
export function sessionHeaders(token: string, session: string): Readonly<Record<string, string>> {
  return httpHeaders(token, { "mcp-session-id": session, "mcp-protocol-version": LEGACY });
}

/** Opens a 2025-era session as a client does, and answers its id. @throws Error when the server gives none. */
export async function openSession(connection: RawConnection, token: string): Promise<string> {
  const headers = httpHeaders(token);
  const opened = await connection.send(toRequest("POST", "/mcp", headers, JSON.stringify(initialize(1))));
  const id = /\r\nmcp-session-id: *(\S+)/i.exec(opened.head)?.[1];
  if (id === undefined) throw new Error(`No session was opened: ${opened.head}`);
  const inSession = sessionHeaders(token, id);
  await connection.send(toRequest("POST", "/mcp", inSession, JSON.stringify(INITIALIZED)));
  return id;
}
