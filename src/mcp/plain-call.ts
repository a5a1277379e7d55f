import { toClientName } from "./call-context.ts";
import type { AnyTool } from "./define-tool.ts";
import { hasOnly, isPlainObject, isRequestId } from "./message-guards.ts";
import { META, MODERN_REVISION } from "./protocol.ts";

/** A `tools/call` without anything unusual about it. */
export interface PlainCall {
  readonly id: string | number;
  readonly tool: AnyTool;
  readonly arguments: unknown;
  readonly clientName?: string;
}

/** A request of 2026-07-28 whose envelope is plain. */
export interface PlainRequest {
  readonly id: string | number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly clientName?: string;
}

const RESERVED = "io.modelcontextprotocol/";
const KNOWN_META: readonly string[] = [META.protocolVersion, META.clientCapabilities, META.clientInfo];
const KNOWN_MEMBERS = ["jsonrpc", "id", "method", "params"];

/** Reads a request of 2026-07-28; `undefined` for whatever is unusual in any way. */
export function readModernRequest(message: unknown): PlainRequest | undefined {
  if (!isPlainObject(message) || !hasOnly(message, KNOWN_MEMBERS)) return undefined;
  const { jsonrpc, id, method, params } = message;
  if (jsonrpc !== "2.0" || typeof method !== "string" || !isRequestId(id) || !isPlainObject(params))
    return undefined;
  if (!isPlainObject(params._meta)) return undefined;
  const envelope = readEnvelope(params._meta);
  return envelope && { id, method, params, ...envelope };
}

/** The call in a request's parameters; `undefined` when it is unusual or names no tool of `tools`. */
export function readPlainCall(
  { id, params, clientName }: Omit<PlainRequest, "method">,
  tools: ReadonlyMap<string, AnyTool>,
): PlainCall | undefined {
  if (!hasOnly(params, ["name", "arguments", "_meta"])) return undefined;
  if (params.arguments !== undefined && !isPlainObject(params.arguments)) return undefined;
  const tool = typeof params.name === "string" ? tools.get(params.name) : undefined;
  return (
    tool && { id, tool, arguments: params.arguments, ...(clientName === undefined ? {} : { clientName }) }
  );
}

function readEnvelope(meta: Readonly<Record<string, unknown>>): { readonly clientName?: string } | undefined {
  if (meta[META.protocolVersion] !== MODERN_REVISION || !hasOnlyKnownMeta(meta)) return undefined;
  const capabilities = meta[META.clientCapabilities];
  if (!isPlainObject(capabilities) || !Object.values(capabilities).every(isPlainObject)) return undefined;
  const info = meta[META.clientInfo];
  if (info === undefined) return {};
  if (!isPlainObject(info) || typeof info.name !== "string" || typeof info.version !== "string")
    return undefined;
  const clientName = toClientName(info.name);
  return clientName === undefined ? {} : { clientName };
}

function hasOnlyKnownMeta(meta: Readonly<Record<string, unknown>>): boolean {
  const known = Object.keys(meta).every((key) => !key.startsWith(RESERVED) || KNOWN_META.includes(key));
  return known && (meta.progressToken === undefined || isRequestId(meta.progressToken));
}
