import type { Command } from "commander";
import type { App } from "../../app/create-app.ts";
import type { Config } from "../../config/config.ts";
import type { Flags } from "../../config/given.ts";
import { listWarnings } from "../../config/warnings.ts";
import { systemClock } from "../../domain/clock.ts";
import { announce } from "../announce.ts";
import type { CliContext, CommonOptions } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { openLog, readConfig } from "../settings.ts";
import { watchProcess } from "../watch-process.ts";

type ServeOptions = CommonOptions & Flags;

export function serveCommand(context: CliContext): Command {
  return defineCommand({
    name: "serve",
    summary: "Run the server: over stdio, or over HTTP with --http.",
    details:
      "Over stdio a client starts it and stdout carries the protocol. Every option beats its AWARENESS_… variable; docs/configuration.md lists them all.",
    examples: ["awareness serve", "awareness serve --http --port 8420"],
  })
    .option("--http", "listen for HTTP (AWARENESS_TRANSPORT=streamable-http)")
    .option("--host <host>", "name or address to listen on (AWARENESS_HOST)")
    .option("--port <port>", "port to listen on, 0 for a free one (AWARENESS_PORT)")
    .option("--database <url>", "sqlite:PATH (AWARENESS_DATABASE_URL)")
    .option("--stateless", "no sessions for 2025-era clients (AWARENESS_STATELESS_HTTP)")
    .option("--owner <owner>", "whose memory stdio clients use (AWARENESS_DEFAULT_OWNER)")
    .action((options: ServeOptions) => serve(context, options));
}

async function serve(context: CliContext, options: ServeOptions): Promise<void> {
  const { debug: _, ...flags } = options;
  const config = readConfig(context, flags);
  const log = await openLog(context, config.logLevel);
  for (const warning of listWarnings(context.env)) log.warn(warning);
  const watch = watchProcess(log);
  const { createApp } = await import("../../app/create-app.ts");
  try {
    const app = await createApp(config, {
      clock: systemClock,
      log,
      packageRoot: context.packageRoot,
      input: context.stdin,
      output: context.stdout,
    });
    announceHttp(context, config, flags, app);
    await Promise.race([watch.stopped, app.ended]).finally(() => app.close());
  } finally {
    watch.close();
  }
}

/** Said to the person at the terminal, so whatever the log level. */
function announceHttp(context: CliContext, config: Config, flags: Flags, app: App): void {
  if (app.url === undefined) return;
  const lines = announce({ url: app.url, config, flags, env: context.env, packageRoot: context.packageRoot });
  context.stderr.write(`${lines.join("\n")}\n`);
}
