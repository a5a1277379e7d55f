import { Buffer } from "node:buffer";
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";

/** A request as the OAuth library is to see it. */
export interface MemoryRequest {
  readonly method: string;
  /** Path and query, without mount path. */
  readonly url: string;
  /** What browsers write before every path: empty, or begins with a slash. */
  readonly basePath: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: Buffer | undefined;
  /** Whether the browser's side of the connection is https. */
  readonly secure: boolean;
  readonly remoteAddress: string;
}

export interface MemoryReply {
  readonly status: number;
  /** Lower-case names; more than one value only where HTTP wants it so, as with cookies. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** A request and a response without a connection: what is written is kept. */
export interface MemoryExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Resolves when the response is ended. */
  readonly ended: Promise<MemoryReply>;
  /** What the response has by now. */
  reply(): MemoryReply;
}

export function createMemoryExchange(options: MemoryRequest): MemoryExchange {
  const request = createRequest(options);
  const response = new ServerResponse(request);
  const ended = new Promise<MemoryReply>((resolve) => {
    const end = (chunk?: unknown): ServerResponse => {
      resolve(toReply(response, toText(chunk)));
      return response;
    };
    // Without a socket nothing would ever be written; the library hands over its whole answer in one call.
    response.end = end as typeof response.end;
  });
  return { request, response, ended, reply: () => toReply(response, "") };
}

function createRequest(options: MemoryRequest): IncomingMessage {
  const { method, url, basePath, headers, body, secure, remoteAddress } = options;
  const socket = new Socket();
  Object.defineProperty(socket, "encrypted", { value: secure });
  Object.defineProperty(socket, "remoteAddress", { value: remoteAddress });
  const request = new IncomingMessage(socket);
  request.method = method;
  request.url = url;
  // Where the library reads, as behind Express, what to put before its paths.
  Object.assign(request, { baseUrl: basePath });
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && name !== "content-length" && name !== "transfer-encoding") {
      request.headers[name] = value;
    }
  }
  if (body !== undefined) {
    request.headers["content-length"] = String(body.length);
    request.push(body);
  }
  request.push(null);
  return request;
}

function toText(chunk: unknown): string {
  if (Buffer.isBuffer(chunk)) return chunk.toString("utf8");
  return typeof chunk === "string" ? chunk : "";
}

function toReply(response: ServerResponse, body: string): MemoryReply {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(response.getHeaders() as OutgoingHttpHeaders)) {
    if (value === undefined || name === "content-length") continue;
    headers[name] = Array.isArray(value) ? value : String(value);
  }
  return { status: response.statusCode, headers, body };
}
