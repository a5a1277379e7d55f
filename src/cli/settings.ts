import type { AppDeps } from "../app/deps.ts";
import type { LogLevel } from "../config/config.ts";
import { systemClock } from "../domain/clock.ts";
import { openLogStream } from "../telemetry/log-stream.ts";
import { createLogger, type Logger } from "../telemetry/logger.ts";
import type { CliContext, CommonOptions } from "./context.ts";

export async function openLog(context: CliContext, level: LogLevel): Promise<Logger> {
  return createLogger(level, await openLogStream(context.stderr));
}

/** For a command of a moment: its errors are its log, unless more is asked for. */
export async function createDeps(context: CliContext, { debug }: CommonOptions): Promise<AppDeps> {
  const log = await openLog(context, debug === true ? "debug" : "silent");
  return { clock: systemClock, log, packageRoot: context.packageRoot };
}
