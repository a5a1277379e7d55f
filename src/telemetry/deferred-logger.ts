import type { Logger } from "./logger.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
type Level = (typeof LEVELS)[number];

/** A logger that is opened when something is to be logged; lines keep their order. */
export function createDeferredLogger(
  level: Level | "silent",
  open: () => Promise<Logger>,
): { readonly log: Logger; written(): Promise<void> } {
  const lowest = level === "silent" ? LEVELS.length : LEVELS.indexOf(level);
  let opened: Promise<Logger> | undefined;
  let written: Promise<void> = Promise.resolve();

  const isLevelEnabled = (name: string) => LEVELS.indexOf(name as Level) >= lowest;
  const method =
    (name: Level) =>
    (...line: Parameters<Logger[Level]>) => {
      if (!isLevelEnabled(name)) return;
      opened ??= open();
      const logger = opened;
      written = written.then(async () => (await logger)[name](...line)).catch(() => {});
    };
  const log: Logger = {
    trace: method("trace"),
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    fatal: method("fatal"),
    isLevelEnabled,
  };
  return { log, written: () => written };
}
