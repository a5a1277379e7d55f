import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { type ServeOptions, serve } from "../serve.ts";

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
    .option("--database <url>", "sqlite:PATH or postgres://… (AWARENESS_DATABASE_URL)")
    .option("--stateless", "no sessions for 2025-era clients (AWARENESS_STATELESS_HTTP)")
    .option("--owner <owner>", "whose memory stdio clients use (AWARENESS_DEFAULT_OWNER)")
    .action((options: ServeOptions) => serve(context, options));
}
