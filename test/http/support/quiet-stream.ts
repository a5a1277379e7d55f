import type { Socket } from "node:net";
import { type EventSink, EventStream, type Exchange } from "../../../src/http/exchange.ts";
import type { HttpLimits } from "../../../src/http/limits.ts";
import { NodeExchange } from "../../../src/http/node-exchange.ts";
import { openFrontDoor } from "./front-door.ts";

interface QuietOptions {
  onStart(sink: EventSink): void;
  onStop(): void;
}

/** Begins, and says nothing more by itself. */
export class Quiet extends EventStream {
  readonly #options: QuietOptions;
  constructor(options: QuietOptions) {
    super();
    this.#options = options;
  }
  start(sink: EventSink): void {
    this.#options.onStart(sink);
    sink.send("data: begun\n\n");
  }
  stop(): void {
    this.#options.onStop();
  }
  finish(): void {
    this.stop();
  }
}

/** A server that answers every request with a stream, through whose sinks a test speaks. */
export async function openStreams(limits: Partial<HttpLimits> = {}) {
  const sinks: EventSink[] = [];
  const signals: AbortSignal[] = [];
  const sockets: Socket[] = [];
  let stopped = 0;
  const options: QuietOptions = {
    onStart: (sink) => void sinks.push(sink),
    onStop: () => {
      stopped += 1;
    },
  };
  const mcp = async (exchange: Exchange) => {
    signals.push(exchange.signal);
    if (exchange instanceof NodeExchange) sockets.push(exchange.request.socket);
    return { status: 200, headers: { "content-type": "text/event-stream" }, body: new Quiet(options) };
  };
  const door = await openFrontDoor({ mcp, limits });
  return Object.assign(door, { sinks, signals, sockets, stopped: () => stopped });
}
