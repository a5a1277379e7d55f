import type { CallToolResult } from "@modelcontextprotocol/server";
import { AwarenessError } from "../domain/errors.ts";
import type { ServicesFor } from "../domain/projects/bound-services.ts";
import type { Logger } from "../telemetry/logger.ts";
import { checkAnswerSize } from "./answer-size.ts";
import { parseArguments } from "./arguments.ts";
import { type CallContext, toToolContext } from "./call-context.ts";
import type { AnyTool } from "./define-tool.ts";
import { errorResult, okResult, toErrorBody } from "./tool-result.ts";

export interface ToolRunner {
  readonly servicesFor: ServicesFor;
  readonly log: Logger;
  /** Longest answer to a read, bytes. */
  readonly maxResultBytes: number;
}

/** Runs one tool call from raw arguments to its answer. Never throws: every failure becomes an error result. */
export async function callTool(
  { servicesFor, log, maxResultBytes }: ToolRunner,
  tool: AnyTool,
  args: unknown,
  call: CallContext,
): Promise<CallToolResult> {
  try {
    const input = await parseArguments(tool, args);
    const context = toToolContext(servicesFor, call, tool.name);
    const result = await tool.handler(input as never, context);
    if (!tool.hints.readOnlyHint) context.services.changes.kick(call.principal.owner);
    const answer = JSON.stringify(result);
    // What was written is written, however much there is to say of it.
    if (tool.hints.readOnlyHint) checkAnswerSize(answer, maxResultBytes);
    return okResult(result, answer);
  } catch (error) {
    reportUnexpected(log, error, { tool: tool.name, request_id: call.requestId });
    return errorResult(toErrorBody(error, call.requestId));
  }
}

/** Logs what callers are not told: bugs, and the causes of storage trouble. */
export function reportUnexpected(
  log: Logger,
  error: unknown,
  fields: Readonly<Record<string, unknown>>,
): void {
  if (!(error instanceof AwarenessError)) log.error({ ...fields, err: error }, "unexpected error");
  else if (error.code === "unavailable")
    log.warn({ ...fields, reason: error.details.reason }, "storage unavailable");
}
