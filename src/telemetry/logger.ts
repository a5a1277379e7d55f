import pino from "pino";

/** What the server uses of a pino logger. */
export type Logger = Pick<
  pino.Logger,
  "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "isLevelEnabled"
>;

/** JSON lines on the given stream; in this product always stderr, since stdout belongs to the protocol. */
export function createLogger(level: pino.LevelWithSilent, stream: pino.DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
