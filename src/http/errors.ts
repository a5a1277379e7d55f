import { AwarenessError, type ErrorCode } from "../domain/errors.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type Exchange, HttpError, jsonReply, type Reply } from "./exchange.ts";

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_parameter: 400,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  schema_immutable: 409,
  schema_in_use: 409,
  schema_not_found: 404,
  schema_already_exists: 409,
  invalid_schema: 400,
  validation_failed: 400,
  validation_error: 400,
  result_too_large: 413,
  secret_found: 400,
  unavailable: 503,
  internal: 500,
};

/** The answer to a failure; what the caller must not know is masked and logged under the request id. */
export function errorReply(error: unknown, exchange: Exchange, log: Logger): Reply {
  if (error instanceof HttpError) return plainReply(error.status, error.message, error.headers);
  if (error instanceof AwarenessError && error.code !== "internal") {
    return plainReply(STATUS[error.code], error.message, retryAfter(error));
  }
  log.error({ request_id: exchange.requestId, err: describe(error) }, "request failed");
  return jsonReply(500, { error: "internal", request_id: exchange.requestId });
}

/** For a failure that knows how long it lasts. */
function retryAfter({
  details: { retry_after_sec: seconds },
}: AwarenessError): Readonly<Record<string, string>> {
  return typeof seconds === "number" ? { "retry-after": `${seconds}` } : {};
}

function plainReply(status: number, message: string, headers: Readonly<Record<string, string>>): Reply {
  const retry: Readonly<Record<string, string>> = status === 503 ? { "retry-after": "1" } : {};
  return jsonReply(status, { error: message }, { ...retry, ...headers });
}

/** Name and stack of a bug. A syntax error quotes its input, which may be note content, so its message is left out. */
function describe(error: unknown): { readonly name: string; readonly stack: string } {
  if (!(error instanceof Error)) return { name: typeof error, stack: "" };
  const stack = error.stack ?? "";
  if (!(error instanceof SyntaxError)) return { name: error.name, stack };
  return { name: error.name, stack: stack.slice(Math.max(0, stack.indexOf("\n    at "))) };
}
