import { isJsonContentType } from "@modelcontextprotocol/server";
import { JsonGuardError, parseJson } from "../domain/json-guard.ts";
import type { AccessFields, Exchange, Reply } from "./exchange.ts";
import { RPC, rpcError } from "./rpc-error.ts";

export type McpBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reply: Reply };

/** What MCP methods look like; anything else could be a note or a token. */
const METHOD = /^(?:initialize|ping|[a-z]{1,20}(?:\/[a-z_]{1,24}){1,3})$/i;

/** Reads a POST body once: JSON in UTF-8, bounded depth, one message. Anything else is answered here. */
export async function readMcpBody(exchange: Exchange): Promise<McpBody> {
  if (!isJsonContentType(exchange.headers["content-type"] ?? null)) {
    return refuse(415, RPC.server, "Content-Type must be application/json.");
  }
  const bytes = await exchange.readBody();
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonGuardError)) throw error;
    return refuse(400, error.kind === "depth" ? RPC.invalidRequest : RPC.parse, error.message);
  }
  if (Array.isArray(value)) {
    return refuse(400, RPC.invalidRequest, "JSON-RPC batches are not accepted; send one message a request.");
  }
  noteAccess(exchange.access, value);
  return { ok: true, value };
}

function refuse(status: number, code: number, message: string): McpBody {
  return { ok: false, reply: rpcError(status, code, message) };
}

function noteAccess(access: AccessFields, body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  const { method, params } = body as {
    readonly method?: unknown;
    readonly params?: { readonly name?: unknown };
  };
  if (typeof method !== "string") return;
  access.rpcMethod = METHOD.test(method) ? method : "other";
  const name = params?.name;
  if (method === "tools/call" && typeof name === "string") access.tool = name;
}

/** A header as one text; `undefined` when absent. */
export function headerOf(exchange: Exchange, name: string): string | undefined {
  const value = exchange.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
