import type { Principal } from "../domain/principal.ts";
import type { Follower } from "../mcp/follow.ts";
import { type ListenFrames, listenFrames, type PlainListen, readPlainListen } from "../mcp/plain-listen.ts";
import { MODERN_REVISION } from "../mcp/protocol.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import { type EventSink, EventStream, type Exchange, type Reply } from "./exchange.ts";
import type { StreamGuard } from "./stream-guard.ts";
import { createTurns, type Turns } from "./turns.ts";

/** What subscription streams need beside their requests. */
export interface DirectListenOptions {
  /** Tells of changes, and who the server says it is. */
  readonly runtime: McpRuntime;
  /** Ends the streams of tokens that count no more. */
  readonly guard: StreamGuard;
  /** Called once for each stream that is over. */
  onEnd(principal: Principal): void;
}

/** What all streams share. */
interface Home extends DirectListenOptions {
  readonly frames: ListenFrames;
  readonly open: Set<OpenStream>;
  readonly keepAlives: Turns<OpenStream>;
}

/** Comments keep proxies from taking a silent stream for a dead one: one every 15 s, a few streams at a time. */
const KEEP_ALIVE_MS = 15_000;
const TURNS = 300;
const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** Holds next to nothing: there may be ten thousand that say nothing for hours. */
class OpenStream extends EventStream implements Follower {
  readonly uris: PlainListen["uris"];
  /** When its comments are sent. */
  readonly #turn: number;
  readonly #home: Home;
  readonly #principal: Principal;
  readonly #request: PlainListen;
  #sink: EventSink | undefined;
  /** Lets go of what is followed. */
  #release: () => void;

  constructor(home: Home, principal: Principal, request: PlainListen, release: () => void) {
    super();
    this.#home = home;
    this.#principal = principal;
    this.#request = request;
    this.#release = release;
    this.uris = request.uris;
    this.#turn = home.keepAlives.join(this);
  }

  start(sink: EventSink): void {
    const { frames, open, runtime } = this.#home;
    const acknowledged = frames.acknowledged(this.#request);
    if (!open.has(this)) {
      sink.end(acknowledged + frames.last(this.#request));
      return;
    }
    this.#sink = sink;
    sink.send(acknowledged);
    const release = this.#release;
    this.#release = runtime.follows.follow(this.#principal, this);
    release();
  }

  updated(uri: string): void {
    this.#sink?.send(this.#home.frames.updated(this.#request, uri));
  }

  promptsChanged(): void {
    if (this.#request.promptsChanged) this.#sink?.send(this.#home.frames.promptsListChanged(this.#request));
  }

  keepAlive(): void {
    this.#sink?.send(": keepalive\n\n");
  }

  stop(): void {
    const { open, keepAlives, guard, onEnd } = this.#home;
    if (!open.delete(this)) return;
    guard.forget(this);
    keepAlives.leave(this, this.#turn);
    this.#release();
    onEnd(this.#principal);
  }

  finish(): void {
    this.#sink?.end(this.#home.frames.last(this.#request));
    this.stop();
  }
}

/**
 * Answers flawless, ordinary `subscriptions/listen` without the SDK, which keeps several times as much for a stream that
 * says nothing.
 */
export function createDirectListen(options: DirectListenOptions) {
  const { runtime, guard, onEnd } = options;
  const open = new Set<OpenStream>();
  const keepAlives = createTurns<OpenStream>({
    roundMs: KEEP_ALIVE_MS,
    count: TURNS,
    call: (stream) => stream.keepAlive(),
  });
  const home: Home = { ...options, frames: listenFrames(runtime.serverInfo), open, keepAlives };
  const keepingAlive = setInterval(() => keepAlives.callDue(), KEEP_ALIVE_MS / TURNS).unref();
  return {
    /** The request, when it is one for `listen`. */
    read(exchange: Exchange, body: unknown): PlainListen | undefined {
      return headersAgree(exchange) ? readPlainListen(body) : undefined;
    },
    /** @throws AwarenessError `unavailable` when the resources cannot be followed; `onEnd` is called then too. */
    async listen(principal: Principal, request: PlainListen): Promise<Reply> {
      try {
        const release = await runtime.follows.prepare(principal, request.uris);
        const stream = new OpenStream(home, principal, request, release);
        open.add(stream);
        guard.watch(principal, stream);
        return { status: 200, headers: HEADERS, body: stream };
      } catch (error) {
        onEnd(principal);
        throw error;
      }
    },
    /** Ends all with their last message. */
    endAll(): void {
      for (const stream of [...open]) stream.finish();
    },
    close(): void {
      clearInterval(keepingAlive);
      this.endAll();
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
