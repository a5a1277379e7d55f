import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Principal } from "../domain/principal.ts";
import type { Logger } from "../telemetry/logger.ts";
import { isError, isRequest, isResult } from "./message-guards.ts";
import type { McpRuntime } from "./runtime.ts";
import { createServerFactory } from "./server.ts";
import type { StdioTransport } from "./stdio-transport.ts";
import { createListenedUris, followFrom, serveSubscriptions } from "./subscriptions.ts";

export interface SdkConnectionOptions {
  readonly runtime: McpRuntime;
  readonly principal: Principal;
  /** Open already; its `onmessage` stays with the caller. */
  readonly transport: StdioTransport;
  readonly log: Logger;
  /** Messages that were answered before the SDK came: it hears them first, and its answers to them go nowhere. */
  readonly opening: readonly JSONRPCMessage[];
}

/** A connection in the hands of the SDK. */
export interface SdkConnection {
  deliver(message: JSONRPCMessage): void;
  close(): Promise<void>;
}

/** Hands a running stdio connection over to the SDK, in whichever protocol era it is. */
export function connectSdk({
  runtime,
  principal,
  transport,
  log,
  opening,
}: SdkConnectionOptions): SdkConnection {
  const { follows } = runtime;
  const makeServer = createServerFactory(runtime);
  const listened = createListenedUris();
  const wire = createWire(transport, opening);
  const handle = serveStdio(
    ({ era }) => {
      const server = makeServer({ subscribable: true, local: principal });
      const stop =
        era === "modern"
          ? followFrom(server, principal, follows, listened.uris)
          : serveSubscriptions(server, principal, follows, {
              uris: new Set(),
              follow: async () => {},
              unfollow: async () => {},
            });
      server.server.onclose = stop;
      return server;
    },
    { transport: wire, onerror: (error) => log.debug({ err: error }, "message refused") },
  );
  const deliver = (message: JSONRPCMessage) => {
    void follows.note(principal, listened.hear(message)).catch(() => {});
    wire.onmessage?.(message);
  };
  for (const message of opening) deliver(message);
  return { deliver, close: () => handle.close() };
}

/** The open transport as `serveStdio` wants one. */
function createWire(transport: StdioTransport, opening: readonly JSONRPCMessage[]): Transport {
  const answered = new Set(opening.filter(isRequest).map(({ id }) => id));
  const wire: Transport = {
    start: async () => {},
    async send(message) {
      if ((isResult(message) || isError(message)) && message.id !== undefined && answered.delete(message.id))
        return;
      await transport.send(message);
    },
    close: () => transport.close(),
  };
  transport.onclose = () => wire.onclose?.();
  return wire;
}
