import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface WireProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** A bad line to a server, on a port of its own on 127.0.0.1. */
export interface WireProxy {
  readonly host: string;
  readonly port: number;
  /** How long each direction holds bytes back; may be changed at any time. */
  delayMs: number;
  /** Bytes that have come in so far, both ways together, whatever became of them. */
  readonly receivedBytes: number;
  /** Bytes that the black hole has taken so far, both ways together. */
  readonly swallowedBytes: number;
  /** How many clients are connected. */
  readonly connections: number;
  /** `url` with this proxy's host and port in place of its own. */
  through(url: string): string;
  /** From now on new connections go to another server; those that there are stay. */
  lead(target: WireProxyTarget): void;
  /** Destroys all connections. */
  cut(): void;
  /** While true, bytes and ends of connections vanish both ways, and nobody is told. What vanished stays lost. */
  blackhole(on: boolean): void;
  /** While true, new connections are destroyed as soon as they are made. */
  refuse(on: boolean): void;
  /** Destroys all connections and stops listening. */
  close(): Promise<void>;
}

interface Line {
  delayMs: number;
  swallowing: boolean;
  receivedBytes: number;
  swallowedBytes: number;
}

/** Hands on what comes from one socket to the other, in order, each after the delay of its time. */
function forward(from: Socket, to: Socket, line: Line): void {
  const waiting: { readonly due: number; readonly act: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const work = () => {
    timer = undefined;
    while (waiting[0] !== undefined && waiting[0].due <= performance.now()) waiting.shift()?.act();
    const next = waiting[0];
    if (next !== undefined) timer = setTimeout(work, next.due - performance.now());
  };
  const later = (act: () => void) => {
    // A shorter delay than before overtakes nothing.
    const due = Math.max(performance.now() + line.delayMs, waiting.at(-1)?.due ?? 0);
    waiting.push({ due, act });
    if (timer === undefined) work();
  };
  from.on("data", (bytes) => {
    line.receivedBytes += bytes.length;
    later(() => {
      if (line.swallowing) line.swallowedBytes += bytes.length;
      else if (to.writable) to.write(bytes);
    });
  });
  from.on("end", () =>
    later(() => {
      if (!line.swallowing) to.end();
    }),
  );
  from.on("error", () => {
    if (!line.swallowing) to.destroy();
  });
  to.on("close", () => {
    clearTimeout(timer);
    waiting.length = 0;
  });
}

/** Starts a proxy to a server. @throws Error when it cannot listen. */
export async function startWireProxy(
  first: WireProxyTarget,
  options: { readonly delayMs?: number } = {},
): Promise<WireProxy> {
  const line: Line = {
    delayMs: options.delayMs ?? 0,
    swallowing: false,
    receivedBytes: 0,
    swallowedBytes: 0,
  };
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let target = first;
  let refusing = false;

  const keep = (socket: Socket, set: Set<Socket>) => {
    socket.setNoDelay(true);
    set.add(socket);
    socket.once("close", () => set.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const { host, port } = target;
    const upstream = connect({ host, port, allowHalfOpen: true });
    for (const socket of [client, upstream]) keep(socket, sockets);
    keep(client, clients);
    forward(client, upstream, line);
    forward(upstream, client, line);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { address, port } = server.address() as AddressInfo;

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: address,
    port,
    get delayMs() {
      return line.delayMs;
    },
    set delayMs(ms) {
      line.delayMs = ms;
    },
    get receivedBytes() {
      return line.receivedBytes;
    },
    get swallowedBytes() {
      return line.swallowedBytes;
    },
    get connections() {
      return clients.size;
    },
    through(url) {
      const proxied = new URL(url);
      proxied.hostname = address;
      proxied.port = String(port);
      return proxied.href;
    },
    lead(other) {
      target = other;
    },
    cut,
    blackhole(on) {
      line.swallowing = on;
    },
    refuse(on) {
      refusing = on;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
