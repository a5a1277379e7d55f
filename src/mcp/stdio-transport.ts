import type { Readable, Writable } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { oversizedLine, type Refusal, readMessage } from "./json-rpc-line.ts";
import { createLineReader, type LineReader, MAX_LINE_BYTES } from "./line-reader.ts";
import { createPendingRequests } from "./pending-requests.ts";

export interface StdioTransportOptions {
  /** Longest line accepted, bytes. Default 8 MB. */
  readonly maxLineBytes?: number;
  /** How long requests that came before the end of the input may still be answered, ms. Default 700. */
  readonly drainMs?: number;
  /** Unwritten output, bytes, from which on no input is read until the client takes some. Default 16 MB. */
  readonly maxBacklogBytes?: number;
}

const DRAIN_MS = 700;
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024;
/** The client has gone: the ordinary end of a stdio server, not a failure. */
const GONE_CODES: readonly unknown[] = [
  "EPIPE",
  "ECONNRESET",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
];

/**
 * MCP over a pair of byte streams, one JSON-RPC message per line (MCP 2026-07-28 and 2025-11-25, "stdio"). Every line
 * it cannot use is answered with an error, and what was asked before the input ended is answered before `onclose`.
 * For `serveStdio({ transport })`, which calls `start`; use it once.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  /** Also told of refused lines, without their content. */
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport["onmessage"]>;
  /** Resolves after `onclose`. */
  readonly closed: Promise<void>;

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #drainMs: number;
  readonly #maxBacklogBytes: number;
  readonly #lines: LineReader;
  readonly #pending = createPendingRequests();
  #state: "new" | "open" | "draining" | "closed" = "new";
  #unwritten = 0;
  #drainTimer: NodeJS.Timeout | undefined;
  #resolveClosed: () => void = () => {};

  constructor(input: Readable, output: Writable, options: StdioTransportOptions = {}) {
    this.#input = input;
    this.#output = output;
    this.#drainMs = options.drainMs ?? DRAIN_MS;
    this.#maxBacklogBytes = options.maxBacklogBytes ?? MAX_BACKLOG_BYTES;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    const maxBytes = options.maxLineBytes ?? MAX_LINE_BYTES;
    this.#lines = createLineReader({
      maxBytes,
      onLine: (line) => this.#receive(line),
      onOversized: () => this.#refuse(oversizedLine(maxBytes)),
    });
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** @throws Error when called twice. */
  async start(): Promise<void> {
    if (this.#state !== "new") throw new Error("The stdio transport is already started.");
    this.#state = "open";
    this.#output.on("error", this.#onOutputError);
    this.#output.on("drain", this.#onOutputDrain);
    this.#input.on("data", this.#onData);
    this.#input.on("error", this.#onInputError);
    this.#input.on("end", this.#onInputEnd);
    this.#input.on("close", this.#onInputEnd);
    if (this.#input.readableEnded || this.#input.destroyed) setImmediate(this.#onInputEnd);
  }

  /** Resolves when the line is handed to the operating system, or the client is gone. */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#state === "closed") throw new Error("The stdio transport is closed.");
    const written = this.#write(message);
    this.#pending.sent(message);
    await written;
  }

  /** Stops reading as if the input had ended, and resolves when what was asked so far is answered, or time is up. */
  async drain(): Promise<void> {
    this.#onInputEnd();
    if (this.#state !== "new") await this.closed;
  }

  /** Stops reading, drops what is unanswered, and fires `onclose` once. */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#drainTimer);
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onInputEnd);
    this.#input.off("close", this.#onInputEnd);
    this.#output.off("drain", this.#onOutputDrain);
    this.#input.pause();
    this.onclose?.();
    this.#resolveClosed();
  }

  readonly #onData = (chunk: Uint8Array): void => this.#lines.push(chunk);

  readonly #onInputError = (error: Error): void => this.onerror?.(error);

  readonly #onInputEnd = (): void => {
    if (this.#state !== "open") return;
    this.#state = "draining";
    this.#input.off("data", this.#onData);
    this.#drainTimer = setTimeout(() => void this.close(), this.#drainMs);
    this.#lines.end();
    this.#closeWhenDrained();
  };

  /** Stays attached after closing: a late write error must not end the process. */
  readonly #onOutputError = (error: Error): void => {
    if (this.#state === "closed") return;
    if (!("code" in error && GONE_CODES.includes(error.code))) this.onerror?.(error);
    void this.close();
  };

  readonly #onOutputDrain = (): void => {
    if (this.#state === "open") this.#input.resume();
  };

  #receive(line: Uint8Array): void {
    if (this.#state === "closed") return;
    const outcome = readMessage(line);
    if (outcome.kind === "refused") {
      this.#refuse(outcome.refusal);
      return;
    }
    this.#pending.received(outcome.message);
    this.onmessage?.(outcome.message);
  }

  #refuse({ id, code, message }: Refusal): void {
    this.onerror?.(new Error(message));
    void this.#write({ jsonrpc: "2.0", id, error: { code, message } });
  }

  /** Never rejects for a failed write: the error event of the stream closes the transport. */
  #write(message: object): Promise<void> {
    const line = `${JSON.stringify(message)}\n`;
    this.#unwritten += 1;
    return new Promise((resolve) => {
      this.#output.write(line, () => {
        this.#unwritten -= 1;
        this.#closeWhenDrained();
        resolve();
      });
      if (this.#output.writableLength > this.#maxBacklogBytes) this.#input.pause();
    });
  }

  #closeWhenDrained(): void {
    if (this.#state === "draining" && this.#unwritten === 0 && this.#pending.isEmpty()) void this.close();
  }
}
