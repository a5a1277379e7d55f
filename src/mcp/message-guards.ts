import type {
  JSONRPCErrorResponse,
  JSONRPCMessage,
  JSONRPCNotification,
  JSONRPCRequest,
  JSONRPCResultResponse,
} from "@modelcontextprotocol/server";

/**
 * The SDK's own checks of JSON-RPC messages, without loading the SDK: a stdio server that only answers ordinary calls
 * starts in half the time. A test holds both equal.
 */
export function isMessage(value: unknown): value is JSONRPCMessage {
  return isRequest(value) || isNotification(value) || isResult(value) || isError(value);
}

export function isRequest(value: unknown): value is JSONRPCRequest {
  return (
    hasShape(value, REQUEST) &&
    isRequestId(value.id) &&
    typeof value.method === "string" &&
    areParams(value.params)
  );
}

export function isNotification(value: unknown): value is JSONRPCNotification {
  return hasShape(value, NOTIFICATION) && typeof value.method === "string" && areParams(value.params);
}

export function isResult(value: unknown): value is JSONRPCResultResponse {
  if (!hasShape(value, RESULT) || !isRequestId(value.id) || !isPlainObject(value.result)) return false;
  return value.result._meta === undefined || isPlainObject(value.result._meta);
}

export function isError(value: unknown): value is JSONRPCErrorResponse {
  if (!hasShape(value, ERROR) || !isPlainObject(value.error)) return false;
  if (value.id !== undefined && !isRequestId(value.id)) return false;
  return Number.isSafeInteger(value.error.code) && typeof value.error.message === "string";
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function hasOnly(value: object, known: readonly string[]): boolean {
  for (const key of Object.keys(value)) if (!known.includes(key)) return false;
  return true;
}

export function isRequestId(id: unknown): id is string | number {
  return typeof id === "string" || Number.isSafeInteger(id);
}

const REQUEST = ["jsonrpc", "id", "method", "params"];
const NOTIFICATION = ["jsonrpc", "method", "params"];
const RESULT = ["jsonrpc", "id", "result"];
const ERROR = ["jsonrpc", "id", "error"];
const RELATED_TASK = "io.modelcontextprotocol/related-task";

function hasShape(value: unknown, members: readonly string[]): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) && value.jsonrpc === "2.0" && hasOnly(value, members);
}

function areParams(params: unknown): boolean {
  if (params === undefined) return true;
  if (!isPlainObject(params)) return false;
  const { _meta: meta } = params;
  if (meta === undefined) return true;
  if (!isPlainObject(meta)) return false;
  const task = meta[RELATED_TASK];
  if (task !== undefined && !(isPlainObject(task) && typeof task.taskId === "string")) return false;
  return meta.progressToken === undefined || isRequestId(meta.progressToken);
}
