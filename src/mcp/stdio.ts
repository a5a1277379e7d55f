import type { Readable, Writable } from "node:stream";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import type { Principal } from "../domain/principal.ts";
import type { Logger } from "../telemetry/logger.ts";
import { createDirectStdio } from "./direct-stdio.ts";
import { isRequest } from "./message-guards.ts";
import type { McpRuntime } from "./runtime.ts";
import type { SdkConnection } from "./stdio-sdk.ts";
import { StdioTransport } from "./stdio-transport.ts";

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
  /** Answers what was asked so far, for at most 700 ms, and stops. */
  close(): Promise<void>;
}

/** Serves one client over a pair of streams, in whichever protocol era it opens. */
export function serveStdioMcp({ runtime, principal, input, output, log }: StdioOptions): StdioService {
  const transport = new StdioTransport(input, output);
  const direct = createDirectStdio(runtime, principal);
  let sdk: Promise<SdkConnection> | undefined;

  const fail = (error: unknown) => {
    if (transport.isClosed) return;
    log.error({ err: error }, "the connection failed");
    void transport.close();
  };
  function handOver(message: JSONRPCMessage): void {
    sdk ??= import("./stdio-sdk.ts").then(({ connectSdk }) =>
      connectSdk({ runtime, principal, transport, log, opening: direct.opening }),
    );
    sdk.then((connection) => connection.deliver(message)).catch(fail);
  }

  transport.onerror = (error) => log.debug({ err: error }, "message refused");
  transport.onmessage = (message: JSONRPCMessage) => {
    const result = sdk === undefined ? direct.answer(message) : undefined;
    if (result === undefined) return handOver(message);
    if (result === null || !isRequest(message)) return;
    result.then((value) => transport.send({ result: value, jsonrpc: "2.0", id: message.id })).catch(fail);
  };
  transport.start().catch(fail);
  return {
    closed: transport.closed,
    async close() {
      await transport.drain();
      await (await sdk)?.close();
      await transport.close();
    },
  };
}
