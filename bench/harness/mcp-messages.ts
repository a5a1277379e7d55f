/** The two protocol revisions that are measured. */
export const MODERN = "2026-07-28";
export const LEGACY = "2025-11-25";

const CLIENT = { name: "bench", version: "1.0.0" };

const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": MODERN,
  "io.modelcontextprotocol/clientInfo": CLIENT,
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** More `_meta` that is in order but rare: the server then leaves the call to the SDK's own handler. */
export const RARE_META = { "io.modelcontextprotocol/logLevel": "error" };

export type Json = Readonly<Record<string, unknown>>;

export function request(id: number, method: string, params: Json): Json {
  return { jsonrpc: "2.0", id, method, params };
}

export function modernRequest(id: number, method: string, params: Json = {}, meta: Json = {}): Json {
  return request(id, method, { ...params, _meta: { ...MODERN_META, ...meta } });
}

export function initialize(id: number): Json {
  return request(id, "initialize", { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT });
}

export const INITIALIZED: Json = { jsonrpc: "2.0", method: "notifications/initialized" };

export function httpHeaders(token: string, more: Readonly<Record<string, string>> = {}) {
  return {
    authorization: `Bearer ${token}`,
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    ...more,
  };
}

/** Headers that go with a modern tool call. */
export function modernHeaders(token: string, tool: string): Readonly<Record<string, string>> {
  return httpHeaders(token, {
    "mcp-protocol-version": MODERN,
    "mcp-method": "tools/call",
    "mcp-name": tool,
  });
}
