import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import type { OwnerId } from "../domain/owner.ts";
import { allows, type Principal } from "../domain/principal.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import { METHOD_SCOPES } from "../mcp/scope-challenge.ts";
import type { ServerFactory } from "../mcp/server.ts";
import { createOwnedBus } from "../mcp/subscriptions.ts";
import { insufficientScope } from "./challenge.ts";
import { createDirectListen } from "./direct-listen.ts";
import { type Exchange, HttpError, type Reply } from "./exchange.ts";
import { principalOf, toAuthInfo } from "./mcp-auth.ts";
import type { PublicAddress } from "./public-urls.ts";
import { watchStream } from "./stream-end.ts";
import type { StreamGuard } from "./stream-guard.ts";
import { createTally } from "./tally.ts";
import { toReply, toWebRequest } from "./web-bridge.ts";

export interface ModernOptions {
  readonly runtime: McpRuntime;
  readonly makeServer: ServerFactory;
  readonly guard: StreamGuard;
  readonly address: PublicAddress;
  /** Open subscription streams that one owner may hold on this process. */
  readonly maxStreamsPerOwner: number;
}

/** Requests that need no session: all of 2026-07-28, and 2025-era ones in stateless mode. */
export interface StatelessRoute {
  handle(exchange: Exchange, body: unknown): Promise<Reply>;
  /** Ends subscription streams with their final result; other requests go on. */
  endStreams(): Promise<void>;
  close(): Promise<void>;
}

/** Open subscription streams of all owners together. */
const MAX_STREAMS = 10_000;

export function createStatelessRoute(options: ModernOptions): StatelessRoute {
  const { runtime, makeServer, guard, address, maxStreamsPerOwner } = options;
  const bus = createOwnedBus(runtime.follows);
  const streams = createTally<OwnerId>();
  const makeHandler = (): McpHttpHandler =>
    createMcpHandler(({ era }) => makeServer({ subscribable: era === "modern" }), {
      bus,
      onerror: (error) => runtime.log.debug({ err: error }, "request refused"),
    });
  const handler = makeHandler();
  // The SDK ends a stream with its last message only by closing a handler: each stream has one of its own.
  const streamHandlers = new Set<McpHttpHandler>();
  const onEnd = ({ owner }: Principal) => streams.add(owner, -1);
  const direct = createDirectListen({ runtime, guard, onEnd });
  let ending = false;

  async function listen(exchange: Exchange, body: unknown): Promise<Reply> {
    const principal = listenerOf(address, exchange);
    const { owner } = principal;
    refuseStream({ ending, own: streams.of(owner), most: maxStreamsPerOwner, open: streams.total });
    const request = direct.read(exchange, body);
    if (request !== undefined) {
      streams.add(owner, 1);
      return direct.listen(principal, request).finally(() => ending && direct.endAll());
    }
    const own = makeHandler();
    const { signal, done } = guard.open(exchange);
    streams.add(owner, 1);
    streamHandlers.add(own);
    const end = () => {
      streams.add(owner, -1);
      streamHandlers.delete(own);
      done();
    };
    try {
      const options = { parsedBody: body, authInfo: toAuthInfo(exchange, address) };
      const request = toWebRequest(exchange);
      const response = await bus.as(principal, body, () => own.fetch(request, options));
      const finish = () => void own.close().catch(() => {});
      if (signal.aborted || ending) finish();
      else signal.addEventListener("abort", finish, { once: true });
      return watchStream(await toReply(response), end);
    } catch (error) {
      end();
      throw error;
    }
  }

  async function serve(exchange: Exchange, body: unknown): Promise<Reply> {
    const options = { parsedBody: body, authInfo: toAuthInfo(exchange, address) };
    // What the SDK says must not pile up behind a slow reader.
    return watchStream(await toReply(await handler.fetch(toWebRequest(exchange), options)), () => {});
  }

  return {
    handle(exchange, body) {
      const listens = exchange.access.rpcMethod === "subscriptions/listen";
      return listens ? listen(exchange, body) : serve(exchange, body);
    },
    async endStreams() {
      ending = true;
      direct.endAll();
      await Promise.all([...streamHandlers].map((own) => own.close()));
    },
    async close() {
      direct.close();
      await Promise.all([this.endStreams(), handler.close()]);
    },
  };
}

interface StreamCount {
  readonly ending: boolean;
  /** Of the owner. */
  readonly own: number;
  readonly most: number;
  /** Of all owners. */
  readonly open: number;
}

/** @throws HttpError when one more stream is too many. */
function refuseStream({ ending, own, most, open }: StreamCount): void {
  if (ending) throw new HttpError(503, "The server is stopping", { "retry-after": "1" });
  if (own >= most) {
    throw new HttpError(429, `At most ${most} subscription streams are open at once`, { "retry-after": "5" });
  }
  if (open >= MAX_STREAMS) {
    throw new HttpError(503, "Too many subscription streams are open", { "retry-after": "5" });
  }
}

/** The SDK answers this method before it asks what the caller's token may do. */
function listenerOf(address: PublicAddress, exchange: Exchange): Principal {
  const principal = principalOf(exchange);
  const needed = METHOD_SCOPES.get("subscriptions/listen");
  if (needed === undefined || allows(principal.scopes, needed)) return principal;
  throw insufficientScope(address, exchange, [needed]);
}
