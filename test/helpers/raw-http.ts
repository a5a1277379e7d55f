import type { Json } from "./any-client.ts";
import { INITIALIZE, legacyHeaders, MODERN_META, modernHeaders, readMessages } from "./wire.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly messages: readonly Json[];
}

/** Requests to the MCP endpoint, byte by byte as a test wants them. */
export interface RawHttp {
  post(body: string | Uint8Array | object, headers: Readonly<Record<string, string>>): Promise<RawAnswer>;
  /** A 2026-07-28 request with the headers it needs, some of them replaced. */
  modern(message: Json, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  /** A tool call in the 2026-07-28 era. */
  call(name: unknown, args?: unknown): Promise<RawAnswer>;
  /** Opens a 2025-era session and answers its id; `undefined` from a stateless server. */
  openSession(): Promise<string | undefined>;
}

export function rawHttp(url: string, token: string): RawHttp {
  const post: RawHttp["post"] = async (body, headers) => {
    const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: raw as NonNullable<RequestInit["body"]>,
    });
    return { status: response.status, headers: response.headers, messages: await readMessages(response) };
  };
  const modern: RawHttp["modern"] = (message, headers = {}) => {
    const params = { ...message.params, _meta: { ...MODERN_META, ...message.params?._meta } };
    const body = { jsonrpc: "2.0", id: 1, ...message, params };
    return post(body, { ...modernHeaders(body), ...headers });
  };
  return {
    post,
    modern,
    call: (name, args) => modern({ method: "tools/call", params: { name, arguments: args } }),
    async openSession() {
      const opened = await post(
        { jsonrpc: "2.0", id: 0, method: "initialize", params: INITIALIZE },
        legacyHeaders(),
      );
      const session = opened.headers.get("mcp-session-id") ?? undefined;
      await post({ jsonrpc: "2.0", method: "notifications/initialized" }, legacyHeaders(session));
      return session;
    },
  };
}
