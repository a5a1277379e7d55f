import type { Json } from "./any-client.ts";

/** The `_meta` that every 2026-07-28 request carries. */
export const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** Parameters of a 2025-era `initialize`. */
export const INITIALIZE = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "raw", version: "1.0.0" },
};

const ACCEPT = { "content-type": "application/json", accept: "application/json, text/event-stream" };

/** Everything a server may put into `error.code`: JSON-RPC 2.0, MCP 2026-07-28, and the SDK's session codes. */
const ERROR_CODES = [-32700, -32600, -32601, -32602, -32603, -32000, -32001, -32020, -32021, -32022];

/** Headers that a 2026-07-28 request needs beside its body. */
export function modernHeaders(body: Json): Record<string, string> {
  const name = body?.params?.name ?? body?.params?.uri;
  return {
    ...ACCEPT,
    "mcp-protocol-version": "2026-07-28",
    ...(typeof body?.method === "string" && { "mcp-method": toHeader(body.method) }),
    ...(typeof name === "string" && { "mcp-name": toHeader(name) }),
  };
}

/** Headers of a 2025-era request, in a session when there is one. */
export function legacyHeaders(session?: string): Record<string, string> {
  return {
    ...ACCEPT,
    ...(session !== undefined && { "mcp-session-id": session, "mcp-protocol-version": "2025-11-25" }),
  };
}

/** MCP 2026-07-28, "Value Encoding": what does not fit into a header travels as base64. */
function toHeader(value: string): string {
  const fits = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith("=?");
  return fits ? value : `=?base64?${Buffer.from(value.toWellFormed(), "utf8").toString("base64")}?=`;
}

/** The JSON-RPC messages in an answer, whether it came as JSON or as a stream of events. */
export async function readMessages(response: Response): Promise<readonly Json[]> {
  const text = await response.text();
  if (text === "") return [];
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return [JSON.parse(text)];
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: ") && line.length > "data: ".length)
    .map((line) => JSON.parse(line.slice("data: ".length)) as Json);
}

/** What is wrong with a JSON-RPC 2.0 response (section 5) whose error, if it is one, is spelled as MCP allows. */
export function responseProblem(message: Json): string | undefined {
  if (message?.jsonrpc !== "2.0") return "not JSON-RPC 2.0";
  const { id, result, error } = message;
  if (id !== undefined && id !== null && !["string", "number"].includes(typeof id)) return "a wrong id";
  const members = ["jsonrpc", ...(id === undefined ? [] : ["id"]), result === undefined ? "error" : "result"];
  const found = Object.keys(message);
  if (found.length !== members.length || members.some((name) => !found.includes(name)))
    return `the members ${found.join(", ")}`;
  if (error === undefined) return id === undefined || id === null ? "a result without an id" : undefined;
  if (!ERROR_CODES.includes(error?.code)) return `the error code ${error?.code}`;
  return typeof error.message === "string" ? undefined : "an error without a message";
}
