import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { HttpLimits } from "./limits.ts";
import type { NodeExchange } from "./node-exchange.ts";

/** What is open on the server at a moment. */
export interface OpenWork {
  readonly sockets: ReadonlySet<Socket>;
  readonly exchanges: ReadonlySet<NodeExchange>;
}

/** How long, at most, new connections are still taken while work is in flight, ms: balancers see `/ready` say no. */
const ANNOUNCE_MS = 2_000;
const LOOK_EVERY_MS = 20;

/**
 * Stops a server without losing work: soon no new connections, requests in flight finish, event streams and silent
 * connections get a moment to end by themselves. After `graceMs` everything left is cut.
 */
export async function drain(
  server: Server,
  open: OpenWork,
  limits: HttpLimits,
  graceMs: number,
): Promise<void> {
  if (!server.listening) return;
  const endsAt = performance.now() + graceMs;
  await untilQuiet(open, Math.min(ANNOUNCE_MS, graceMs));
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
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
  }
}

async function untilQuiet({ exchanges }: OpenWork, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until && [...exchanges].some((exchange) => !isEventStream(exchange)))
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
