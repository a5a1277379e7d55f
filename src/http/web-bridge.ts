import type { Exchange, Reply } from "./exchange.ts";

const SKIPPED = new Set(["connection", "keep-alive", "transfer-encoding", "content-length"]);

/** The request as the SDK reads it, without a body: that is handed over parsed. */
export function toWebRequest(exchange: Exchange, signal: AbortSignal = exchange.signal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(exchange.headers)) {
    if (name.startsWith(":") || SKIPPED.has(name) || value === undefined) continue;
    headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return new Request("http://localhost/mcp", { method: exchange.method, headers, signal });
}

/** The SDK's answer as ours: streams stay streams, anything else is read to its end. */
export async function toReply(response: Response): Promise<Reply> {
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) if (!SKIPPED.has(name)) headers[name] = value;
  if (response.body === null) return { status: response.status, headers };
  if (headers["content-type"]?.startsWith("text/event-stream")) {
    return { status: response.status, headers, body: response.body };
  }
  return { status: response.status, headers, body: await response.text() };
}
