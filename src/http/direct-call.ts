import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
} from "@modelcontextprotocol/server";
import { allows } from "../domain/principal.ts";
import { toClientName } from "../mcp/call-context.ts";
import { callTool } from "../mcp/call-tool.ts";
import type { AnyTool } from "../mcp/define-tool.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import { type Exchange, jsonReply, type Reply } from "./exchange.ts";
import { principalOf } from "./mcp-auth.ts";

/** The protocol revision whose `tools/call` is answered here. */
const REVISION = "2026-07-28";
const RESERVED = "io.modelcontextprotocol/";
const KNOWN_META = [PROTOCOL_VERSION_META_KEY, CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY];
const KNOWN_PARAMS = ["name", "arguments", "_meta"];
const KNOWN_MEMBERS = ["jsonrpc", "id", "method", "params"];

interface PlainCall {
  readonly id: string | number;
  readonly tool: AnyTool;
  readonly arguments: unknown;
  readonly clientName: string | undefined;
}

export type DirectCall = (exchange: Exchange, body: unknown) => Promise<Reply | undefined>;

/**
 * Answers a flawless, ordinary `tools/call` of 2026-07-28 without an SDK server of its own: the SDK's per-request
 * machinery costs several times the work itself. Whatever is unusual in any way, and every error in the envelope, is
 * left to the SDK (`undefined`); a test holds both answers equal.
 */
export function createDirectCall(runtime: McpRuntime): DirectCall {
  const meta = { [SERVER_INFO_META_KEY]: runtime.serverInfo };
  return async function directCall(exchange, body) {
    const call = readPlainCall(runtime, exchange, body);
    if (call === undefined) return undefined;
    const principal = principalOf(exchange);
    if (!allows(principal.scopes, call.tool.scope)) return undefined;
    const result = await callTool(runtime, call.tool, call.arguments, {
      principal,
      requestId: exchange.requestId,
      ...(call.clientName === undefined ? {} : { clientName: call.clientName }),
    });
    const answer = { ...result, resultType: "complete", _meta: meta };
    return jsonReply(200, { result: answer, jsonrpc: "2.0", id: call.id });
  };
}

function readPlainCall(runtime: McpRuntime, exchange: Exchange, body: unknown): PlainCall | undefined {
  if (!isObject(body) || !hasOnly(body, KNOWN_MEMBERS)) return undefined;
  const { jsonrpc, id, method, params } = body;
  if (jsonrpc !== "2.0" || method !== "tools/call" || !isRequestId(id)) return undefined;
  if (!isObject(params) || !hasOnly(params, KNOWN_PARAMS) || !isObject(params._meta)) return undefined;
  if (params.arguments !== undefined && !isObject(params.arguments)) return undefined;
  const tool = typeof params.name === "string" ? runtime.toolsByName.get(params.name) : undefined;
  if (tool === undefined || !headersAgree(exchange, tool.name)) return undefined;
  const clientName = readEnvelope(params._meta);
  return clientName === false ? undefined : { id, tool, arguments: params.arguments, clientName };
}

function headersAgree({ headers }: Exchange, tool: string): boolean {
  return (
    headers["mcp-protocol-version"] === REVISION &&
    headers["mcp-method"] === "tools/call" &&
    headers["mcp-name"] === tool
  );
}

/** The client's name, `undefined` when it gives none, `false` when the envelope is anything but plain. */
function readEnvelope(meta: Readonly<Record<string, unknown>>): string | undefined | false {
  if (meta[PROTOCOL_VERSION_META_KEY] !== REVISION) return false;
  const capabilities = meta[CLIENT_CAPABILITIES_META_KEY];
  if (!isObject(capabilities) || !Object.values(capabilities).every(isObject)) return false;
  for (const key of Object.keys(meta))
    if (key.startsWith(RESERVED) && !KNOWN_META.includes(key)) return false;
  const info = meta[CLIENT_INFO_META_KEY];
  if (info === undefined) return undefined;
  if (!isObject(info) || typeof info.name !== "string" || typeof info.version !== "string") return false;
  return toClientName(info.name);
}

function isRequestId(id: unknown): id is string | number {
  return typeof id === "string" || Number.isSafeInteger(id);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasOnly(value: object, known: readonly string[]): boolean {
  for (const key in value) if (!known.includes(key)) return false;
  return true;
}
