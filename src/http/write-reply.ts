import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { drainBody, hasUnreadBody } from "./body.ts";
import { EventStream, type Reply } from "./exchange.ts";
import { BASE_HEADERS } from "./headers.ts";
import type { NodeExchange } from "./node-exchange.ts";
import { type AnswerBounds, cutOff, isLong, PacedAnswer } from "./slow-reader.ts";

export interface WriteOptions extends AnswerBounds {
  /** The connection ends after this answer. */
  readonly closing: boolean;
}

/** Sends an answer. Resolves when the last byte is handed to the socket or the client is gone. */
export async function writeReply(exchange: NodeExchange, reply: Reply, options: WriteOptions): Promise<void> {
  const { response, request } = exchange;
  const { body } = reply;
  // A refusal may be ready before the parser has gone on to a body that lies in the same packet.
  if (hasUnreadBody(request)) await nextTurn();
  if (response.destroyed || response.writableEnded || response.headersSent) return discard(body);
  const unread = hasUnreadBody(request);
  const start = () => response.writeHead(reply.status, toHeaders(reply, options.closing || unread));
  if (body instanceof EventStream) return tell(exchange, body, options, start);
  if (body instanceof ReadableStream) return pump(exchange, body, options, start);
  start();
  if (unread) return finishAfterDrain(exchange, body);
  if (body === undefined || !isLong(body)) return void response.end(body);
  exchange.forgetRequest();
  // Not awaited here, where the text would be held beside its bytes for as long as they are read.
  return writeLong(new PacedAnswer(exchange, options), Buffer.from(body));
}

async function writeLong(answer: PacedAnswer, bytes: Uint8Array): Promise<void> {
  if (await answer.write(bytes)) await answer.end();
}

function toHeaders({ status, headers, body, cacheControl }: Reply, close: boolean): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = { ...(headers as OutgoingHttpHeaders), ...BASE_HEADERS };
  if (cacheControl !== undefined) all["cache-control"] = cacheControl;
  if (close) all.connection = "close";
  if (typeof body === "string") all["content-length"] = Buffer.byteLength(body);
  else if (body === undefined && status !== 204) all["content-length"] = 0;
  return all;
}

async function discard(body: Reply["body"]): Promise<void> {
  if (body instanceof EventStream) body.stop();
  if (body instanceof ReadableStream) await body.cancel().catch(() => undefined);
}

/** The client gets the whole answer first, then may finish sending, then the connection ends. */
async function finishAfterDrain(
  { request, response }: NodeExchange,
  body: string | undefined,
): Promise<void> {
  if (body === undefined) response.flushHeaders();
  else response.write(body);
  await drainBody(request);
  response.end(() => request.socket.destroy());
}

/** Nothing waits for the next event but the stream itself. */
function tell(exchange: NodeExchange, stream: EventStream, bounds: AnswerBounds, start: () => void): void {
  const { response } = exchange;
  exchange.endStream = () => stream.finish();
  response.once("close", () => stream.stop());
  startNow(response, start);
  exchange.forgetRequest();
  stream.start({
    send(text) {
      if (response.writableLength > bounds.limits.maxUnreadBytes) cutOff(response);
      else if (!response.writableEnded) response.write(text);
    },
    end(text) {
      if (response.writableEnded) return;
      response.write(text);
      void new PacedAnswer(exchange, bounds).end();
    },
  });
}

/**
 * Sends a stream as it comes. An answer to a POST begins with its first part, not before: a client whose server dies
 * during a call then sees a failed request at once instead of waiting for an answer that has begun.
 */
async function pump(
  exchange: NodeExchange,
  body: ReadableStream<Uint8Array>,
  bounds: AnswerBounds,
  start: () => void,
): Promise<void> {
  const { response, method } = exchange;
  const answer = new PacedAnswer(exchange, bounds);
  const reader = body.getReader();
  const cancel = (): void => {
    reader.cancel().catch(() => undefined);
  };
  exchange.endStream = cancel;
  response.once("close", cancel);
  try {
    if (method !== "POST") startNow(response, start);
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!response.headersSent) startNow(response, start);
      if (!(await answer.write(next.value))) return;
    }
    if (!response.headersSent) start();
    await answer.end();
  } catch {
    // The source failed: only a cut connection tells the client that something is missing.
    cutOff(response);
  } finally {
    exchange.endStream = undefined;
  }
}

function startNow(response: ServerResponse, start: () => void): void {
  if (response.destroyed) return;
  start();
  response.flushHeaders();
}
