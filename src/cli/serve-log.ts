import type { Config } from "../config/config.ts";
import { createDeferredLogger } from "../telemetry/deferred-logger.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { CliContext } from "./context.ts";

export interface ServeLog {
  readonly log: Logger;
  /** Resolves when every line so far is on its way. */
  written(): Promise<void>;
}

/** A stdio server seldom logs, and starts for every conversation: its logger is loaded with the first line. */
export async function openServeLog(context: CliContext, { transport, logLevel }: Config): Promise<ServeLog> {
  const open = async () => (await import("./settings.ts")).openLog(context, logLevel);
  if (transport === "stdio") return createDeferredLogger(logLevel, open);
  return { log: await open(), written: async () => {} };
}
