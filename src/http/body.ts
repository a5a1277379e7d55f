import type { IncomingMessage } from "node:http";
import { HttpError } from "./exchange.ts";
import type { HttpLimits } from "./limits.ts";

/** Largest accepted request body, bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** How slowly a body may come. */
export type BodyPace = Pick<HttpLimits, "slowBodyMs" | "bodyBytesPerSecond">;

/**
 * Reads a request body. Bytes are counted as they come, whatever Content-Length says; at the limit reading stops and the
 * rest stays in the socket.
 * @throws HttpError 413 over the limit, 415 for a compressed body, 408 for one that comes too slowly, 400 when the client goes
 * away before the end.
 */
export async function readBody(request: IncomingMessage, pace: BodyPace): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new HttpError(415, "Content-Encoding is not supported; send the body uncompressed", {
      "accept-encoding": "identity",
    });
  }
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  return collect(request, pace);
}

function collect(request: IncomingMessage, pace: BodyPace): Promise<Buffer> {
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
    const stopTimer = watchPace(pace, {
      received: () => size,
      onSlow: () => finish(() => reject(tooSlow())),
    });
    const finish = (settle: () => void): void => {
      stopTimer();
      request.pause();
      request.off("data", onData).off("end", onEnd).off("close", onGone);
      settle();
    };
    if (request.destroyed && !request.readableEnded && !request.complete) return onGone();
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

/** Calls `onSlow` once the body has taken longer than its bytes allow for; answers how to stop. */
function watchPace(
  { slowBodyMs, bodyBytesPerSecond }: BodyPace,
  { received, onSlow }: { received(): number; onSlow(): void },
): () => void {
  let allowedMs = slowBodyMs;
  const look = (): void => {
    const nowAllowedMs = slowBodyMs + (received() * 1_000) / bodyBytesPerSecond;
    const moreMs = nowAllowedMs - allowedMs;
    // Less than this is no pace to speak of, and would only be looked at again and again.
    if (moreMs < LEAST_LOOK_MS) onSlow();
    else {
      allowedMs = nowAllowedMs;
      timer = setTimeout(look, moreMs);
    }
  };
  let timer = setTimeout(look, allowedMs);
  return () => clearTimeout(timer);
}

const LEAST_LOOK_MS = 100;

function tooSlow(): HttpError {
  return new HttpError(408, "The request body came too slowly", { connection: "close" });
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
