import { afterEach, expect, it } from "vitest";
import { type Nodes, startNodes } from "../helpers/nodes/nodes.ts";
import { sessionWire } from "../helpers/nodes/session-wire.ts";
import { type Cluster, startCluster } from "../helpers/postgres/cluster.ts";
import { rawHttp } from "../helpers/raw-http.ts";
import { MODERN_META, modernHeaders } from "../helpers/wire.ts";
import { openRawSocket, type RawSocket } from "../http/support/raw-socket.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startNode(env: Record<string, string> = {}): Promise<{ nodes: Nodes; token: string }> {
  const nodes = await startNodes({ count: 1, env });
  closers.push(() => nodes.close());
  return { nodes, token: await nodes.mint() };
}

/** Sends a request and then reads nothing more of its answer than the beginning. */
async function stall(nodes: Nodes, token: string, lines: readonly string[], body = ""): Promise<RawSocket> {
  const raw = await openRawSocket(nodes.ports[0] ?? 0);
  const head = [
    ...lines,
    "Host: localhost",
    `Authorization: Bearer ${token}`,
    `Content-Length: ${body.length}`,
  ];
  raw.socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  await expect.poll(() => raw.received()).toContain("HTTP/1.1 200");
  raw.socket.pause();
  closers.push(async () => raw.socket.destroy());
  return raw;
}

/** Streams of both eras that nobody reads, and requests that never come to their end. */
async function openStuckStreams(nodes: Nodes, token: string): Promise<void> {
  const wire = sessionWire(token);
  const session = await wire.open(nodes.url(0));
  await wire.subscribe(nodes.url(0), session, "awareness://knowledge");
  await stall(nodes, token, ["GET /mcp HTTP/1.1", "Accept: text/event-stream", `Mcp-Session-Id: ${session}`]);
  const params = { notifications: { resourceSubscriptions: ["awareness://knowledge"] }, _meta: MODERN_META };
  const body = { jsonrpc: "2.0", id: "l", method: "subscriptions/listen", params };
  const headers = Object.entries(modernHeaders(body)).map(([name, value]) => `${name}: ${value}`);
  await stall(nodes, token, ["POST /mcp HTTP/1.1", ...headers], JSON.stringify(body));
  const partial = await openRawSocket(nodes.ports[0] ?? 0);
  partial.socket.write(
    `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: 99\r\n\r\n{`,
  );
  closers.push(async () => partial.socket.destroy());
}

it("a server with streams that nobody reads and a request that never ends still stops in time", async () => {
  const { nodes, token } = await startNode();
  await openStuckStreams(nodes, token);
  const { exit, ms } = await nodes.stop(0);
  expect(exit).toBe(0);
  // The grace of a request that has begun.
  expect(ms).toBeLessThan(45_000);
});

it("a server whose database stands still stops in time, streams and calls under way or not", async () => {
  const cluster: Cluster = await startCluster();
  closers.push(() => cluster.stop());
  const { nodes, token } = await startNode({ AWARENESS_DATABASE_URL: cluster.adminUrl });
  const wire = sessionWire(token);
  const session = await wire.open(nodes.url(0));
  const stream = await wire.listen(nodes.url(0), session);
  await cluster.signal("SIGSTOP");
  const call = rawHttp(nodes.url(0), token).call("get_stats");
  const { exit, ms } = await nodes.stop(0);
  expect(exit).toBe(0);
  expect(ms).toBeLessThan(45_000);
  expect((await call).messages[0].result.isError).toBe(true);
  await stream.ended;
});
