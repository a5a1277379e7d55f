import pino, { type Logger } from "pino";

export type { Logger } from "pino";

/** JSON lines on the given stream; in this product always stderr, since stdout belongs to the protocol. */
export function createLogger(level: pino.LevelWithSilent, stream: pino.DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
