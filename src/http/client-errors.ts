import type { Socket } from "node:net";
import { BASE_HEADERS } from "./headers.ts";
import type { NodeExchange } from "./node-exchange.ts";

const LINGER_MS = 1_000;

/** Status and message for what Node's parser refuses before there is a request. */
function describe(code: string | undefined): readonly [number, string, string] {
  if (code === "HPE_HEADER_OVERFLOW")
    return [431, "Request Header Fields Too Large", "The headers are too large"];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return [408, "Request Timeout", "The request took too long"];
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return [413, "Content Too Large", "The chunk extensions are too large"];
  return [400, "Bad Request", "Malformed HTTP request"];
}

/**
 * Answers a request that could not be parsed or did not arrive in time with JSON, then ends the connection. The socket is
 * given a second, so that a client which is still sending can read the answer.
 * @param pending the exchanges on the connection that are not yet answered in full
 */
export function refuseConnection(
  socket: Socket,
  code: string | undefined,
  pending: readonly NodeExchange[],
): void {
  if (socket.writableEnded || socket.destroyed) return;
  const { request, response } = pending[0] ?? {};
  if (request?.complete === true && response?.headersSent === false) {
    // Garbage behind a good request: that one gets its answer, and it is the last.
    response.shouldKeepAlive = false;
    return;
  }
  if (response?.headersSent === true || !socket.writable || code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, phrase, message] = describe(code);
  const body = JSON.stringify({ error: message });
  const headers = {
    ...BASE_HEADERS,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${phrase}\r\n${head.join("")}\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
