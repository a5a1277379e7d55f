import type { Logger } from "../telemetry/logger.ts";
import { CliError } from "./cli-error.ts";

export interface ProcessWatch {
  /** Resolves on the first SIGTERM or SIGINT. @throws CliError after an error that nobody caught. */
  readonly stopped: Promise<void>;
  close(): void;
}

const EXIT_CODE = { SIGINT: 130, SIGTERM: 143 } as const;

/** Watches for a request to stop; a second one ends the process at once. */
export function watchProcess(log: Logger): ProcessWatch {
  let resolve: () => void = () => {};
  let reject: (error: CliError) => void = () => {};
  const stopped = new Promise<void>((onStop, onFail) => {
    resolve = onStop;
    reject = onFail;
  });
  // Whoever awaits it gets the error; before that nobody may be listening yet.
  stopped.catch(() => {});
  let asked = false;

  const onSignal = (signal: keyof typeof EXIT_CODE) => {
    if (asked) process.exit(EXIT_CODE[signal]);
    asked = true;
    log.info({ signal }, "stopping");
    resolve();
  };
  const onBug = (error: unknown) => {
    log.fatal({ err: error }, "an error that nobody caught; stopping");
    const reason = error instanceof Error ? error.message : String(error);
    reject(new CliError(1, `Stopped by an unexpected error: ${reason} (--debug shows where)`, error));
  };

  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  process.on("uncaughtException", onBug).on("unhandledRejection", onBug);
  return {
    stopped,
    close() {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      process.off("uncaughtException", onBug).off("unhandledRejection", onBug);
    },
  };
}
