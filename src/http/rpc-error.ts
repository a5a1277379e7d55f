import type { Reply } from "./exchange.ts";
import { jsonReply } from "./exchange.ts";

/** JSON-RPC 2.0 error codes that the front door itself answers with. */
export const RPC = {
  parse: -32700,
  invalidRequest: -32600,
  invalidParams: -32602,
  server: -32000,
  sessionNotFound: -32001,
} as const;

/** A JSON-RPC error as the whole body; `id` is `null` where no request could be read. */
export function rpcError(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return jsonReply(status, { jsonrpc: "2.0", error: { code, message }, id: null }, headers);
}
