import type { Principal } from "../domain/principal.ts";
import { followInFrames, listenFrames, type PlainListen, readPlainListen } from "../mcp/plain-listen.ts";
import { MODERN_REVISION } from "../mcp/protocol.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import { type EventSink, EventStream, type Exchange, type Reply } from "./exchange.ts";
import type { StreamGuard } from "./stream-guard.ts";

export interface DirectListenOptions {
  readonly runtime: McpRuntime;
  readonly guard: StreamGuard;
}

/** One stream that is being opened. */
export interface Listening {
  readonly principal: Principal;
  readonly request: PlainListen;
  /** Called once, when it is over. */
  onEnd(): void;
}

const KEEP_ALIVE_MS = 15_000;
const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/**
 * Answers flawless, ordinary `subscriptions/listen` without the SDK, which keeps several times as much for a stream that
 * says nothing. A test holds both answers equal.
 */
export function createDirectListen({ runtime, guard }: DirectListenOptions) {
  const open = new Set<EventStream>();
  return {
    /** The request, when it is one for `listen`. */
    read(exchange: Exchange, body: unknown): PlainListen | undefined {
      return headersAgree(exchange) ? readPlainListen(body) : undefined;
    },
    /** @throws AwarenessError `unavailable` when the resources cannot be followed; `onEnd` is called then too. */
    async listen({ principal, request, onEnd }: Listening): Promise<Reply> {
      const { follows, serverInfo } = runtime;
      const release = await follows.prepare(principal, request.uris).catch((error: unknown) => {
        onEnd();
        throw error;
      });
      const frames = listenFrames(request, serverInfo);
      let sink: EventSink | undefined;
      let unfollow = release;
      let keepAlive: NodeJS.Timeout | undefined;
      const stop = () => {
        if (!open.delete(stream)) return;
        clearInterval(keepAlive);
        unwatch();
        unfollow();
        onEnd();
      };
      const finish = () => {
        sink?.end(frames.last());
        stop();
      };
      const stream = new EventStream({
        start(given) {
          if (!open.has(stream)) return given.end(frames.acknowledged() + frames.last());
          sink = given;
          sink.send(frames.acknowledged());
          unfollow = followInFrames(follows, principal, request, { frames, send: given.send });
          release();
          keepAlive = setInterval(given.send, KEEP_ALIVE_MS, ": keepalive\n\n");
        },
        stop,
        finish,
      });
      open.add(stream);
      const unwatch = guard.watch(principal, finish);
      return { status: 200, headers: HEADERS, body: stream };
    },
    /** Ends all with their last message. */
    endAll(): void {
      for (const stream of [...open]) stream.finish();
    },
    get size(): number {
      return open.size;
    },
  };
}

function headersAgree({ headers }: Exchange): boolean {
  return (
    headers["mcp-protocol-version"] === MODERN_REVISION &&
    headers["mcp-method"] === "subscriptions/listen" &&
    headers["mcp-name"] === undefined
  );
}
