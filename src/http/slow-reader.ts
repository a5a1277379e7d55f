import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { HttpLimits } from "./limits.ts";

type Patience = Pick<HttpLimits, "maxUnreadBytes" | "slowReaderMs">;

/** Shorter parts may lie in the socket. */
const LONG_BYTES = 64 * 1024;
/**
 * Longer ones are handed to it in pieces, so that it shows whether their reader takes any: it tells of a piece only when all
 * of it has gone.
 */
const PIECE_BYTES = 16 * 1024;
const LONGEST_LOOK_MS = 25;

/** True for what is to be written by `writeAsRead`; anything shorter may lie in the socket, whoever reads it. */
export function isLong(text: string): boolean {
  return text.length > LONG_BYTES;
}

/**
 * Writes as its reader takes it. False, and the connection cut, when the reader leaves too much waiting: `maxUnreadBytes`
 * of small parts, or a piece of a long one, for `slowReaderMs`.
 */
export async function writeAsRead(
  response: ServerResponse,
  bytes: Uint8Array,
  { maxUnreadBytes, slowReaderMs }: Patience,
): Promise<boolean> {
  const most = bytes.length > LONG_BYTES ? Math.min(PIECE_BYTES, maxUnreadBytes) : maxUnreadBytes;
  // An answer that waits for an earlier one of its connection has no socket yet, and nobody to be slow.
  const hasRoom = () => response.socket === null || response.writableLength <= most;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (!(await within(slowReaderMs, response, hasRoom))) return false;
    response.write(bytes.subarray(at, at + PIECE_BYTES));
  }
  return true;
}

/** Ends an answer, and cuts the connection when its reader takes nothing of what is left for `slowReaderMs`. */
export async function endAsRead(response: ServerResponse, { slowReaderMs }: Patience): Promise<void> {
  response.end();
  if (response.socket === null) return;
  while (!response.writableFinished && !response.destroyed) {
    const left = response.writableLength;
    const isLess = () => response.writableFinished || response.writableLength < left;
    if (!(await within(slowReaderMs, response, isLess))) return;
  }
}

/** The system lets go at once of what it holds for the reader; after an ordinary end it would keep that for minutes. */
export function cutOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}

/** False, and the connection cut, when that does not come true in time; false also when the reader goes away. */
async function within(ms: number, response: ServerResponse, isTrue: () => boolean): Promise<boolean> {
  if (response.destroyed) return false;
  const until = performance.now() + ms;
  for (let step = 1; !isTrue(); step = Math.min(2 * step, LONGEST_LOOK_MS)) {
    if (performance.now() >= until) cutOff(response);
    if (response.destroyed) return false;
    await (step === 1 ? nextTurn() : sleep(step));
  }
  return true;
}
