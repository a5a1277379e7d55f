import type { Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import type { HttpLimits } from "./limits.ts";
import type { NodeExchange } from "./node-exchange.ts";

/** What is open on the server at a moment. */
export interface OpenWork {
  readonly sockets: ReadonlySet<Socket>;
  readonly exchanges: ReadonlySet<NodeExchange>;
}

export interface DrainOptions {
  readonly limits: HttpLimits;
  /** After it everything left is cut, ms. */
  readonly graceMs: number;
  /** True when every balancer knows that this server is stopping. */
  isKnown(): boolean;
  /** Called when nothing new is taken any more. */
  onClosed(): void;
}

/** How long, at most, new connections are still taken while work is in flight, ms. */
const QUIET_MS = 2_000;
/** How long, at most, while a balancer has not heard yet: three looks at `/ready` of the slower ones, ms. */
const ANNOUNCE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/**
 * Stops a server without losing work. First everything goes on as before, but `/ready` says no, until balancers send
 * nothing more: a connection that is closed as a request arrives on it fails that request. Then no new connections;
 * requests in flight finish, event streams and silent connections get a moment to end by themselves.
 */
export async function drain(server: Server, open: OpenWork, options: DrainOptions): Promise<void> {
  if (!server.listening) return;
  const { limits, graceMs } = options;
  const endsAt = performance.now() + graceMs;
  await untilUnused(open, options);
  const closed = stopListening(server);
  options.onClosed();
  const streams = setInterval(() => endWaiting(open), Math.min(limits.streamGraceMs, graceMs));
  const cut = setTimeout(
    () => {
      for (const exchange of open.exchanges) exchange.abort();
      server.closeAllConnections();
    },
    Math.max(0, endsAt - performance.now()),
  );
  try {
    await closed;
  } finally {
    clearInterval(streams);
    clearTimeout(cut);
    server.close();
  }
}

/**
 * Not `server.close()`, which also ends idle connections at once: a balancer that keeps some may be sending on one of them.
 * It is told with each answer, and has until the first look at silent connections.
 */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
}

async function untilUnused({ exchanges }: OpenWork, { graceMs, isKnown }: DrainOptions): Promise<void> {
  const beganAt = performance.now();
  const isWithin = (patienceMs: number) => performance.now() - beganAt < Math.min(patienceMs, graceMs);
  const isBusy = () => [...exchanges].some((exchange) => !isEventStream(exchange));
  while ((!isKnown() && isWithin(ANNOUNCE_MS)) || (isBusy() && isWithin(QUIET_MS)))
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

/** Ends streams that only wait for events, and connections on which nothing is going on. */
function endWaiting({ sockets, exchanges }: OpenWork): void {
  const busy = new Set<Socket>();
  for (const exchange of exchanges) {
    busy.add(exchange.request.socket);
    if (isEventStream(exchange)) exchange.endStream?.();
  }
  for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
}

/** A stream without a result to wait for. A tool call that is answered as a stream is not one. */
function isEventStream({ method, access }: NodeExchange): boolean {
  return method === "GET" || access.rpcMethod === "subscriptions/listen";
}
