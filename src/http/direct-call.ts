import { allows } from "../domain/principal.ts";
import { callTool } from "../mcp/call-tool.ts";
import { readModernRequest, readPlainCall } from "../mcp/plain-call.ts";
import { META, MODERN_REVISION } from "../mcp/protocol.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import { type Exchange, jsonReply, type Reply } from "./exchange.ts";
import { principalOf } from "./mcp-auth.ts";

export type DirectCall = (exchange: Exchange, body: unknown) => Promise<Reply | undefined>;

/**
 * Answers a flawless, ordinary `tools/call` of 2026-07-28 without an SDK server of its own: the SDK's per-request
 * machinery costs several times the work itself. Whatever is unusual in any way, and every error in the envelope, is
 * left to the SDK (`undefined`); a test holds both answers equal.
 */
export function createDirectCall(runtime: McpRuntime): DirectCall {
  const meta = { [META.serverInfo]: runtime.serverInfo };
  return async function directCall(exchange, body) {
    const request = readModernRequest(body);
    if (request?.method !== "tools/call") return undefined;
    const call = readPlainCall(request, runtime.toolsByName);
    if (call === undefined || !headersAgree(exchange, call.tool.name)) return undefined;
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

function headersAgree({ headers }: Exchange, tool: string): boolean {
  return (
    headers["mcp-protocol-version"] === MODERN_REVISION &&
    headers["mcp-method"] === "tools/call" &&
    headers["mcp-name"] === tool
  );
}
