import type { JSONRPCRequest } from "@modelcontextprotocol/server";
import { toClientName } from "./call-context.ts";
import type { DirectTools, Result } from "./direct-tools.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { hasOnly, isPlainObject } from "./message-guards.ts";
import { readPlainCall } from "./plain-call.ts";
import { capabilitiesOf, LEGACY_REVISIONS, META } from "./protocol.ts";
import type { McpRuntime } from "./runtime.ts";

const KNOWN_CLIENT_INFO = ["name", "version", "title"];

/** Who opened a 2025-era connection. */
export interface LegacyClient {
  readonly revision: string;
  readonly clientName?: string;
}

/** An ordinary `initialize`; `undefined` for one that the SDK had better judge. */
export function readInitialize({ params }: JSONRPCRequest): LegacyClient | undefined {
  if (!isPlainObject(params) || !hasOnly(params, ["protocolVersion", "capabilities", "clientInfo"]))
    return undefined;
  const { protocolVersion, capabilities, clientInfo } = params;
  if (!isText(protocolVersion) || !isPlainCapabilities(capabilities) || !isPlainClientInfo(clientInfo))
    return undefined;
  const known = (LEGACY_REVISIONS as readonly string[]).includes(protocolVersion);
  const clientName = toClientName(clientInfo.name);
  return {
    revision: known ? protocolVersion : LEGACY_REVISIONS[0],
    ...(clientName === undefined ? {} : { clientName }),
  };
}

export function toInitializeResult(runtime: McpRuntime, client: LegacyClient): Result {
  return {
    protocolVersion: client.revision,
    capabilities: { ...capabilitiesOf(true), completions: {} },
    serverInfo: runtime.serverInfo,
    instructions: INSTRUCTIONS,
  };
}

/** The result of an ordinary 2025-era request after `initialize`; `undefined` for the unusual. */
export function answerLegacy(
  runtime: McpRuntime,
  tools: DirectTools,
  client: LegacyClient,
  { id, method, params = {} }: JSONRPCRequest,
): Promise<Result> | undefined {
  if (isPlainObject(params._meta) && META.protocolVersion in params._meta) return undefined;
  if (method === "tools/call") {
    const { clientName } = client;
    const plain = readPlainCall(
      { id, params, ...(clientName === undefined ? {} : { clientName }) },
      runtime.toolsByName,
    );
    return plain && tools.call(plain);
  }
  if (!hasOnly(params, ["_meta"])) return undefined;
  if (method === "ping") return Promise.resolve({});
  return method === "tools/list" ? Promise.resolve({ tools: tools.list() }) : undefined;
}

function isPlainClientInfo(info: unknown): info is { readonly name: string; readonly version: string } {
  if (!isPlainObject(info) || !hasOnly(info, KNOWN_CLIENT_INFO)) return false;
  return isText(info.name) && isText(info.version) && (info.title === undefined || isText(info.title));
}

/** Capabilities of the `{}` and `{ "listChanged": true }` kind. */
function isPlainCapabilities(capabilities: unknown): boolean {
  return isPlainObject(capabilities) && Object.values(capabilities).every(areFlags);
}

function areFlags(value: unknown): boolean {
  return isPlainObject(value) && Object.values(value).every((flag) => typeof flag === "boolean");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
