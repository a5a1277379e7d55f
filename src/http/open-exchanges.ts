import type { Socket } from "node:net";
import type { NodeExchange } from "./node-exchange.ts";

/** The exchanges that are not over, with the connections they came on. */
export interface OpenExchanges {
  readonly all: ReadonlySet<NodeExchange>;
  /** Called once for each connection, before its first exchange: what is left on it when it closes is over then. */
  watch(socket: Socket): void;
  /** Keeps an exchange until its response closes. */
  add(exchange: NodeExchange): void;
  /** Those of a connection, in the order in which they came. */
  on(socket: Socket): readonly NodeExchange[];
}

/** Aborts exchanges whose client goes away before the answer is written. */
export function createOpenExchanges(): OpenExchanges {
  const all = new Set<NodeExchange>();
  const bySocket = new WeakMap<Socket, Set<NodeExchange>>();
  const on = (socket: Socket) => [...(bySocket.get(socket) ?? [])];
  return {
    all,
    on,
    watch(socket) {
      bySocket.set(socket, new Set());
      socket.once("close", () => on(socket).forEach(closeWaiting));
    },
    add(exchange) {
      const { request, response } = exchange;
      const others = bySocket.get(request.socket);
      all.add(exchange);
      others?.add(exchange);
      response.once("close", () => {
        all.delete(exchange);
        others?.delete(exchange);
        if (!response.writableFinished) exchange.abort();
      });
    },
  };
}

/** Node tells the response that has the connection of its end, but never those that wait behind it. */
function closeWaiting({ response }: NodeExchange): void {
  if (response.socket !== null || response.writableFinished) return;
  response.destroy();
  response.emit("close");
}
