import { type FollowedStream, follow } from "../follow-stream.ts";
import { INITIALIZE, legacyHeaders, readMessages } from "../wire.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Json = any;

export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** 2025-era requests of one token, each sent to the node that a test names by its URL. */
export interface SessionWire {
  send(url: string, method: string, session: string | undefined, body?: object): Promise<WireAnswer>;
  /** Answers the session's id. @throws Error when none is opened. */
  open(url: string, clientName?: string): Promise<string>;
  /** The result of a tool, parsed. @throws Error with the status when there is none. */
  call(url: string, session: string, name: string, args?: object): Promise<Json>;
  subscribe(url: string, session: string, uri: string): Promise<void>;
  unsubscribe(url: string, session: string, uri: string): Promise<void>;
  /** The session's own stream. */
  listen(url: string, session: string): Promise<FollowedStream>;
}

export function sessionWire(token: string): SessionWire {
  const request = (url: string, method: string, session: string | undefined, body?: object) =>
    fetch(url, {
      method,
      headers: { ...legacyHeaders(session), authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify({ jsonrpc: "2.0", ...body }) }),
    });
  let last = 0;
  const ask = async (url: string, session: string, method: string, params: object): Promise<Json> => {
    last += 1;
    const response = await request(url, "POST", session, { id: last, method, params });
    const [message] = (await readMessages(response)) as Json[];
    if (response.status !== 200 || message?.result === undefined) {
      throw new Error(`${method}: ${response.status} ${JSON.stringify(message)}`);
    }
    return message.result;
  };
  return {
    async send(url, method, session, body) {
      const response = await request(url, method, session, body);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async open(url, clientName = "raw") {
      const params = { ...INITIALIZE, clientInfo: { name: clientName, version: "1" } };
      const response = await request(url, "POST", undefined, { id: 0, method: "initialize", params });
      await response.text();
      const session = response.headers.get("mcp-session-id");
      if (session === null) throw new Error(`initialize: ${response.status}`);
      return session;
    },
    call: async (url, session, name, args = {}) =>
      JSON.parse((await ask(url, session, "tools/call", { name, arguments: args })).content[0].text),
    subscribe: (url, session, uri) => ask(url, session, "resources/subscribe", { uri }),
    unsubscribe: (url, session, uri) => ask(url, session, "resources/unsubscribe", { uri }),
    async listen(url, session) {
      const response = await request(url, "GET", session);
      if (response.status !== 200) throw new Error(`GET: ${response.status}`);
      return follow(response);
    },
  };
}
