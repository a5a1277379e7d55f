import type { App } from "../app/create-app.ts";
import type { Config } from "../config/config.ts";
import type { Flags } from "../config/given.ts";
import { listNodeWarnings, listWarnings } from "../config/warnings.ts";
import { systemClock } from "../domain/clock.ts";
import { announce } from "./announce.ts";
import type { CliContext, CommonOptions } from "./context.ts";
import { readConfig } from "./read-config.ts";
import { openServeLog } from "./serve-log.ts";
import { watchProcess } from "./watch-process.ts";

export type ServeOptions = CommonOptions & Flags;

/** Runs the server until its client goes or the process is asked to stop. */
export async function serve(context: CliContext, options: ServeOptions): Promise<void> {
  const { debug: _, ...flags } = options;
  const config = readConfig(context, flags);
  const { log, written } = await openServeLog(context, config);
  for (const { message } of [...listWarnings(context.env), ...listNodeWarnings(config)]) log.warn(message);
  const watch = watchProcess(log);
  const { createApp } = await import("../app/create-app.ts");
  try {
    const app = await createApp(config, {
      clock: systemClock,
      log,
      packageRoot: context.packageRoot,
      input: context.stdin,
      output: context.stdout,
    });
    announceHttp(context, config, flags, app);
    const clientHasGone = await Promise.race([watch.stopped, app.ended.then(() => true)]).catch(
      async (error: unknown) => {
        await app.close();
        throw error;
      },
    );
    await (clientHasGone === true ? closeSoon(app) : app.close());
  } finally {
    watch.close();
    await written();
  }
}

/** A stdio client waits a second for its server to end, then kills it: what still waits for a lock by then is dropped. */
async function closeSoon(app: App): Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    patience = setTimeout(resolve, STDIO_CLOSE_MS);
  });
  await Promise.race([app.close(), late]);
  clearTimeout(patience);
}

/** With the time that answers get after the end of the input, less than a second. */
const STDIO_CLOSE_MS = 150;

/** Said to the person at the terminal, so whatever the log level. */
function announceHttp(context: CliContext, config: Config, flags: Flags, app: App): void {
  if (app.url === undefined) return;
  const lines = announce({
    url: app.url,
    localUrl: app.localUrl,
    config,
    flags,
    env: context.env,
    packageRoot: context.packageRoot,
  });
  context.stderr.write(`${[...lines, ...app.notes].join("\n")}\n`);
}
