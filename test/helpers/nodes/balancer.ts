import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request as the balancer saw it. */
export interface Passage {
  /** Method of HTTP, and of JSON-RPC where the body names one. */
  readonly what: string;
  /** Index of the node that got it; -1 when none was ready. */
  node: number;
  /** Of the answer; 0 while there is none. */
  status: number;
  /** `cut`: the node broke off before the end of its answer, or gave none. */
  outcome: "open" | "done" | "cut" | "left";
}

/** A round-robin HTTP proxy, as strict as a real one: what a node may have read is never sent to another. */
export interface Balancer {
  readonly url: string;
  /** Every request so far, in order. */
  readonly passages: readonly Passage[];
  /** Requests that are on their way to or from a node, streams included. */
  inFlight(node: number): readonly Passage[];
  /** Resolves when `/ready` of a node says yes (or, with false, no). */
  untilReady(node: number, ready?: boolean): Promise<void>;
  /** Answers per node. */
  counts(): readonly number[];
  close(): Promise<void>;
}

export interface BalancerOptions {
  /** Ports on 127.0.0.1. */
  readonly ports: readonly number[];
  /** How often `/ready` of each node is asked; 0: never, a node is left out for a while after it refused a connection. */
  readonly lookEveryMs?: number;
  /** False: a connection for every request, as proxies without upstream keep-alive do. */
  readonly keepAlive?: boolean;
}

const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"];

export async function startBalancer({
  ports,
  lookEveryMs = 50,
  keepAlive = true,
}: BalancerOptions): Promise<Balancer> {
  const passages: Passage[] = [];
  const agents = ports.map(() => new Agent({ keepAlive }));
  const readiness = lookEveryMs > 0 ? watchReadiness(ports, lookEveryMs) : watchRefusals(ports);
  let turn = 0;

  const next = (tried: ReadonlySet<number>): number => {
    for (let step = 0; step < ports.length; step += 1) {
      turn = (turn + 1) % ports.length;
      if (readiness.is(turn) && !tried.has(turn)) return turn;
    }
    return -1;
  };

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const passage: Passage = { what: describe(incoming, body), node: -1, status: 0, outcome: "open" };
    passages.push(passage);
    const tried = new Set<number>();
    for (;;) {
      passage.node = next(tried);
      if (passage.node < 0) return refuse(passage, response);
      tried.add(passage.node);
      const agent = agents[passage.node];
      const target = { host: "127.0.0.1", port: ports[passage.node], agent } as RequestOptions;
      if (await hand(target, { incoming, body, response, passage })) return;
      readiness.down(passage.node);
    }
  }

  const server = createServer({ keepAliveTimeout: 600_000, requestTimeout: 0 }, (incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    passages,
    inFlight: (node) => passages.filter((one) => one.node === node && one.outcome === "open"),
    untilReady: readiness.until,
    counts: () =>
      ports.map((_, node) => passages.filter((one) => one.node === node && one.status > 0).length),
    async close() {
      readiness.stop();
      server.close();
      server.closeAllConnections();
      for (const agent of agents) agent.destroy();
      await once(server, "close");
    },
  };
}

interface Turn {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  readonly passage: Passage;
}

/** False when the node refused the connection: then it has seen nothing. */
function hand(target: RequestOptions, { incoming, body, response, passage }: Turn): Promise<boolean> {
  const headers = { ...incoming.headers, "content-length": String(body.length) };
  for (const name of HOP_BY_HOP) delete headers[name as keyof typeof headers];
  if (body.length === 0) delete (headers as Record<string, unknown>)["content-length"];
  return new Promise((resolve) => {
    const outgoing = request({
      ...target,
      method: incoming.method,
      path: incoming.url,
      headers,
    } as RequestOptions);
    const end = (outcome: Passage["outcome"]) => {
      if (passage.outcome === "open") passage.outcome = outcome;
    };
    response.once("close", () => {
      end(response.writableFinished ? "done" : "left");
      outgoing.destroy();
    });
    outgoing.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") return resolve(false);
      end("cut");
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "content-type": "application/json" }).end('{"error":"bad gateway"}');
      resolve(true);
    });
    outgoing.once("response", (answer) => {
      passage.status = answer.statusCode ?? 0;
      const kept = { ...answer.headers };
      for (const name of HOP_BY_HOP) delete kept[name];
      response.writeHead(passage.status, kept).flushHeaders();
      answer.on("data", (chunk: Buffer) => response.write(chunk));
      answer.once("end", () => {
        end("done");
        response.end();
      });
      answer.once("close", () => {
        if (answer.complete) return;
        end("cut");
        response.destroy();
      });
      answer.on("error", () => {});
      resolve(true);
    });
    outgoing.end(body);
  });
}

function refuse(passage: Passage, response: ServerResponse): void {
  passage.status = 503;
  passage.outcome = "done";
  response.writeHead(503, { "content-type": "application/json" }).end('{"error":"no node is ready"}');
}

function describe(incoming: IncomingMessage, body: Buffer): string {
  const method = /"method":"([^"]+)"/.exec(body.toString())?.[1] ?? "";
  return `${incoming.method} ${method}`.trim();
}

/** Which nodes are sent requests. */
function trackNodes(ports: readonly number[], initially: boolean) {
  const ready = ports.map(() => initially);
  const waiting = new Set<() => void>();
  return {
    is: (node: number) => ready[node] === true,
    set(node: number, is: boolean) {
      ready[node] = is;
      for (const look of waiting) look();
    },
    until: (node: number, wanted = true) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (ready[node] !== wanted) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

const LEFT_OUT_MS = 300;

function watchRefusals(ports: readonly number[]) {
  const nodes = trackNodes(ports, true);
  const timers = new Set<NodeJS.Timeout>();
  return {
    ...nodes,
    down(node: number) {
      nodes.set(node, false);
      timers.add(setTimeout(() => nodes.set(node, true), LEFT_OUT_MS));
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function watchReadiness(ports: readonly number[], lookEveryMs: number) {
  const nodes = trackNodes(ports, false);
  const look = async (node: number) => {
    const is = await fetch(`http://127.0.0.1:${ports[node]}/ready`, {
      headers: { connection: "close" },
      signal: AbortSignal.timeout(2_000),
    }).then(
      (answer) => answer.status === 200,
      () => false,
    );
    nodes.set(node, is);
  };
  const busy = new Set<number>();
  const timer = setInterval(() => {
    for (const node of ports.keys()) {
      if (busy.has(node)) continue;
      busy.add(node);
      void look(node).finally(() => busy.delete(node));
    }
  }, lookEveryMs);
  return {
    ...nodes,
    down: (node: number) => nodes.set(node, false),
    stop: () => clearInterval(timer),
  };
}
