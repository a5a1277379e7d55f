import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { HttpLimits } from "./limits.ts";
import type { NodeExchange } from "./node-exchange.ts";
import type { WaitingAnswers } from "./waiting-answers.ts";

type Patience = Pick<HttpLimits, "maxUnreadBytes" | "slowReaderMs" | "slowAnswerMs" | "answerBytesPerSecond">;

/** What bounds the answers of a server. */
export interface AnswerBounds {
  readonly limits: Patience;
  readonly waiting: WaitingAnswers;
}

/** Shorter parts may lie in the socket. */
const LONG_BYTES = 64 * 1024;
/**
 * Longer ones are handed to it in pieces, so that it shows whether their reader takes any: it tells of a piece only when all
 * of it has gone.
 */
const PIECE_BYTES = 16 * 1024;
const LONGEST_LOOK_MS = 25;

/** True for what is to be written by `PacedAnswer`; anything shorter may lie in the socket, whoever reads it. */
export function isLong(text: string): boolean {
  return text.length > LONG_BYTES;
}

/**
 * Writes an answer as its reader takes it, and cuts the connection of who takes nothing for `slowReaderMs`, or all of it more
 * slowly than `answerBytesPerSecond`. Only the time that the answer waits for its reader counts.
 */
export class PacedAnswer {
  readonly #response: ServerResponse;
  readonly #patience: Patience;
  readonly #waiting: WaitingAnswers;
  readonly #owner: string | undefined;
  /** How long its reader has been waited for before, ms. */
  #waitedMs = 0;
  /** Bytes that are taken or wait. */
  #handed: number;

  constructor(
    { response, principal }: Pick<NodeExchange, "response" | "principal">,
    { limits, waiting }: AnswerBounds,
  ) {
    this.#response = response;
    this.#patience = limits;
    this.#waiting = waiting;
    this.#owner = principal?.owner;
    this.#handed = response.writableLength;
  }

  /** False when the connection is cut, because its reader leaves more than may wait, or is gone. */
  async write(bytes: Uint8Array): Promise<boolean> {
    const { maxUnreadBytes } = this.#patience;
    if (bytes.length <= LONG_BYTES) return this.#hand(bytes, maxUnreadBytes);
    const cut = () => cutOff(this.#response);
    const taken = this.#waiting.add({ owner: this.#owner, bytes: bytes.length, cut });
    try {
      return await this.#hand(bytes, Math.min(PIECE_BYTES, maxUnreadBytes));
    } finally {
      taken();
    }
  }

  /** In pieces, each when no more than `most` bytes are left of those before. */
  async #hand(bytes: Uint8Array, most: number): Promise<boolean> {
    const response = this.#response;
    await untilItsTurn(response);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      if (!(await this.#within(() => response.writableLength <= most))) return false;
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      this.#handed += piece.length;
      response.write(piece);
    }
    return true;
  }

  /** Ends the answer. Resolves when all of it is with the system, or the connection is gone. */
  async end(): Promise<void> {
    const response = this.#response;
    response.end();
    await untilItsTurn(response);
    while (!response.writableFinished && !response.destroyed) {
      const left = response.writableLength;
      const isLess = () => response.writableFinished || response.writableLength < left;
      if (!(await this.#within(isLess))) return;
    }
  }

  /** False, and the connection cut, when that does not come true in time; false also when the reader goes away. */
  async #within(isTrue: () => boolean): Promise<boolean> {
    const response = this.#response;
    if (response.destroyed) return false;
    const beganAt = performance.now();
    for (let step = 1; !isTrue(); step = Math.min(2 * step, LONGEST_LOOK_MS)) {
      if (this.#isTooSlow(performance.now() - beganAt)) cutOff(response);
      if (response.destroyed) return false;
      await (step === 1 ? nextTurn() : sleep(step));
    }
    this.#waitedMs += performance.now() - beganAt;
    return true;
  }

  #isTooSlow(nowMs: number): boolean {
    const { slowReaderMs, slowAnswerMs, answerBytesPerSecond } = this.#patience;
    const taken = this.#handed - this.#response.writableLength;
    const allowedMs = slowAnswerMs + (Math.max(0, taken) * 1_000) / answerBytesPerSecond;
    return nowMs >= slowReaderMs || this.#waitedMs + nowMs >= allowedMs;
  }
}

/** The system lets go at once of what it holds for the reader; after an ordinary end it would keep that for minutes. */
export function cutOff(response: ServerResponse): void {
  response.req.socket.resetAndDestroy();
  response.destroy();
}

/** An answer that waits for an earlier one of its connection has nobody to be slow yet, and only piles up. */
async function untilItsTurn(response: ServerResponse): Promise<void> {
  if (response.socket !== null || response.destroyed || response.writableFinished) return;
  await new Promise<void>((resolve) => {
    response.once("socket", () => resolve()).once("close", () => resolve());
  });
}
