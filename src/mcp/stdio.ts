import type { Readable, Writable } from "node:stream";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Principal } from "../domain/principal.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { McpRuntime } from "./runtime.ts";
import { StdioTransport } from "./stdio-transport.ts";
import { createListenedUris, followFrom, serveSubscriptions } from "./subscriptions.ts";

export interface StdioOptions {
  readonly runtime: McpRuntime;
  /** The local owner; stdio carries no token. */
  readonly principal: Principal;
  readonly input: Readable;
  readonly output: Writable;
  readonly log: Logger;
}

export interface StdioService {
  /** Resolves when the client has gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Serves one client over a pair of streams, in whichever protocol era it opens. */
export function serveStdioMcp({ runtime, principal, input, output, log }: StdioOptions): StdioService {
  const transport = new StdioTransport(input, output);
  const { follows } = runtime;
  const { owner } = principal;
  const listened = createListenedUris();
  const handle = serveStdio(
    ({ era }) => {
      const server = runtime.createServer({ subscribable: true, local: principal });
      const stop =
        era === "modern"
          ? followFrom(server, owner, follows, listened.uris)
          : serveSubscriptions(server, owner, follows, {
              uris: new Set(),
              onChange: async () => {},
            });
      server.server.onclose = stop;
      return server;
    },
    { transport, onerror: (error) => log.debug({ err: error }, "message refused") },
  );
  const { onmessage } = transport;
  transport.onmessage = (message, extra) => {
    for (const uri of listened.hear(message)) void follows.note(owner, uri);
    onmessage?.(message, extra);
  };
  return { closed: transport.closed, close: () => handle.close() };
}
