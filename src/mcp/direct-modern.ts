import type { DirectTools, Result } from "./direct-tools.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { hasOnly } from "./message-guards.ts";
import { type PlainRequest, readModernRequest, readPlainCall } from "./plain-call.ts";
import { capabilitiesOf, LIST_CACHE, META, MODERN_REVISION } from "./protocol.ts";
import type { McpRuntime } from "./runtime.ts";

/** Results of ordinary 2026-07-28 requests; `undefined` for the unusual. */
export function createModernAnswers(
  runtime: McpRuntime,
  tools: DirectTools,
): (message: unknown) => Promise<Result> | undefined {
  const complete = { resultType: "complete", _meta: { [META.serverInfo]: runtime.serverInfo } };

  function callTool(request: PlainRequest): Promise<Result> | undefined {
    const plain = readPlainCall(request, runtime.toolsByName);
    return plain && tools.call(plain).then((result) => ({ ...result, ...complete }));
  }

  return function answer(message) {
    const request = readModernRequest(message);
    if (request === undefined) return undefined;
    if (request.method === "tools/call") return callTool(request);
    if (!hasOnly(request.params, ["_meta"])) return undefined;
    if (request.method === "tools/list") {
      return Promise.resolve({ tools: tools.list(), ...LIST_CACHE, ...complete });
    }
    if (request.method !== "server/discover") return undefined;
    return Promise.resolve({
      supportedVersions: [MODERN_REVISION],
      capabilities: { ...capabilitiesOf(true), completions: {} },
      instructions: INSTRUCTIONS,
      ...LIST_CACHE,
      ...complete,
    });
  };
}
