import type { IncomingMessage } from "node:http";
import { HttpError } from "./exchange.ts";

/** Largest accepted request body, bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * Reads a request body. Bytes are counted as they come, whatever Content-Length says; at the limit reading stops and the
 * rest stays in the socket.
 * @throws HttpError 413 over the limit, 415 for a compressed body, 400 when the client goes away before the end.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new HttpError(415, "Content-Encoding is not supported; send the body uncompressed", {
      "accept-encoding": "identity",
    });
  }
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  return collect(request);
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > MAX_BODY_BYTES) finish(() => reject(tooLarge()));
    };
    const onEnd = (): void =>
      finish(() =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
      );
    const onGone = (): void => finish(() => reject(new HttpError(400, "The request body ended early")));
    const finish = (settle: () => void): void => {
      request.pause();
      request.off("data", onData).off("end", onEnd).off("close", onGone);
      settle();
    };
    if (request.destroyed && !request.readableEnded && !request.complete) return onGone();
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

function tooLarge(): HttpError {
  return new HttpError(413, `The request body is larger than ${MAX_BODY_BYTES} bytes`, {
    connection: "close",
  });
}

const MAX_DRAIN_BYTES = 16 * 1024 * 1024;
const MAX_DRAIN_MS = 1_000;

/** True when the client still has body bytes to send. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  if (request.complete) return false;
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || Number(length ?? 0) > 0;
}

/**
 * Throws the rest of a body away, at most 16 MB or one second of it. A client that only reads after it has written
 * everything would otherwise see a reset connection instead of the answer.
 */
export function drainBody(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let size = 0;
    const finish = (): void => {
      clearTimeout(timer);
      request.off("data", onData).off("end", finish).off("close", finish);
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > MAX_DRAIN_BYTES) finish();
    };
    const timer = setTimeout(finish, MAX_DRAIN_MS);
    request.on("data", onData).on("end", finish).on("close", finish);
    request.resume();
  });
}
