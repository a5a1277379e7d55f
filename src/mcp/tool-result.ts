import type { CallToolResult } from "@modelcontextprotocol/server";
import { AwarenessError } from "../domain/errors.ts";

/** A successful answer: the same object as compact JSON text and as structured content. */
export function okResult(result: Readonly<Record<string, unknown>>, text: string): CallToolResult {
  return { content: [{ type: "text", text }], structuredContent: result };
}

/** A failure as every tool answers it; members that do not apply are left out. */
export interface ErrorBody {
  readonly status: "error";
  readonly error: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

/** Known errors are shown as they are; of any other the caller learns only the request id under which it was logged. */
export function toErrorBody(error: unknown, requestId: string): ErrorBody {
  if (error instanceof AwarenessError) {
    const { code, message, retryable, details } = error;
    return { status: "error", error: { code, message, retryable, ...details } };
  }
  const internal = {
    code: "internal",
    message: `The server failed. The operator finds the cause in the log under request id ${requestId}.`,
    retryable: false,
    request_id: requestId,
  };
  return { status: "error", error: internal };
}

/** Error answers carry the JSON text only: older clients check structured content even then. */
export function errorResult(body: ErrorBody): CallToolResult {
  return { isError: true, content: [{ type: "text", text: JSON.stringify(body) }] };
}
