import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { AwarenessError, type ErrorCode } from "../domain/errors.ts";
import { reportUnexpected, type ToolRunner } from "./call-tool.ts";
import { toErrorBody } from "./tool-result.ts";

/** What another request would not meet. */
const CALLERS_OWN: readonly ErrorCode[] = ["invalid_parameter", "result_too_large"];

/** Resources and prompts have no error results: failures become JSON-RPC errors that say no more than a tool would. */
export async function masked<Value>(
  { log }: Pick<ToolRunner, "log">,
  requestId: string,
  what: string,
  run: () => Promise<Value>,
): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    reportUnexpected(log, error, { what, request_id: requestId });
    const body = toErrorBody(error, requestId);
    const refused = error instanceof AwarenessError && CALLERS_OWN.includes(error.code);
    const code = refused ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
    throw new ProtocolError(code, body.error.message, body);
  }
}
