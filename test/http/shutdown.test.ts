import { Agent, request } from "node:http";
import { expect, it } from "vitest";
import { jsonReply } from "../../src/http/exchange.ts";
import { type Answer, call, type FrontDoor, openFrontDoor } from "./support/front-door.ts";
import { openRawSocket, until } from "./support/raw-socket.ts";

it("requests in flight finish, and their connection is closed after the answer", async () => {
  let letGo: (() => void) | undefined;
  await using door = await openFrontDoor({
    mcp: async () => {
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return jsonReply(200, { done: true });
    },
  });
  const answer = call(door, "/mcp", { token: door.token, method: "POST" });
  await until(() => letGo !== undefined, "the request at work");
  const closed = door.service.close();
  letGo?.();
  const { status, headers, json } = await answer;
  expect([status, headers.connection, json]).toEqual([200, "close", { done: true }]);
  await closed;
  await expect(call(door, "/health")).rejects.toThrow("ECONNREFUSED");
});

it("new connections hear from /ready that the server is stopping while a request is in flight", async () => {
  let letGo: (() => void) | undefined;
  await using door = await openFrontDoor({
    mcp: () =>
      new Promise((resolve) => {
        letGo = () => resolve(jsonReply(200, { done: true }));
      }),
  });
  const answer = call(door, "/mcp", { token: door.token, method: "POST" });
  await until(() => letGo !== undefined, "the request at work");
  const closed = door.service.close();
  const { status, json } = await call(door, "/ready");
  expect([status, json]).toEqual([503, { status: "stopping" }]);
  letGo?.();
  expect((await answer).status).toBe(200);
  await closed;
});

it("/ready turns 503 at once for who still has a connection", async () => {
  await using door = await openFrontDoor();
  const raw = await openRawSocket(door.port);
  raw.socket.write("GET /ready HTTP/1.1\r\nHost: localhost\r\n");
  await call(door, "/health");
  const closed = door.service.close();
  raw.socket.write("\r\n");
  await raw.closed;
  expect(raw.received()).toMatch(/^HTTP\/1\.1 503 .*connection: close.*\{"status":"stopping"\}$/is);
  await closed;
});

it("idle keep-alive connections are closed", async () => {
  await using door = await openFrontDoor();
  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve) => {
    request({ port: door.port, host: "127.0.0.1", path: "/health", agent }, (response) => {
      response.resume().once("end", () => resolve());
    }).end();
  });
  await door.service.close();
  agent.destroy();
});

it("connections that never sent a whole request do not hold the server up", async () => {
  await using door = await openFrontDoor({ limits: { streamGraceMs: 20 } });
  const silent = await openRawSocket(door.port);
  const partial = await openRawSocket(door.port);
  partial.socket.write("POST /mcp HTTP/1.1\r\nHost: local");
  await call(door, "/health");
  await door.service.close();
  await Promise.all([silent.closed, partial.closed]);
});

const openStreaming = async (rpcMethod: string | undefined): Promise<FrontDoor & { count(): number }> => {
  let count = 0;
  const door = await openFrontDoor({
    limits: { streamGraceMs: 20 },
    mcp: async ({ access }) => {
      count += 1;
      if (rpcMethod !== undefined) access.rpcMethod = rpcMethod;
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(encoder.encode("data: first\n\n"));
          if (rpcMethod === "tools/call") {
            setTimeout(() => {
              controller.enqueue(encoder.encode("data: result\n\n"));
              controller.close();
            }, 150);
          }
        },
      });
      return { status: 200, headers: { "content-type": "text/event-stream" }, body };
    },
  });
  return { ...door, count: () => count };
};

const streamed = (door: FrontDoor, method: string): Promise<Answer> =>
  call(door, "/mcp", { method, token: door.token });

it("streams that only wait for events are ended in order", async () => {
  for (const [method, rpcMethod] of [
    ["GET", undefined] as const,
    ["POST", "subscriptions/listen"] as const,
  ]) {
    await using door = await openStreaming(rpcMethod);
    const answer = streamed(door, method);
    await until(() => door.count() === 1, "the stream to be open");
    await door.service.close();
    expect((await answer).text).toBe("data: first\n\n");
  }
});

it("a tool call that is answered as a stream gets its result", async () => {
  await using door = await openStreaming("tools/call");
  const answer = streamed(door, "POST");
  await until(() => door.count() === 1, "the call at work");
  await door.service.close();
  expect((await answer).text).toBe("data: first\n\ndata: result\n\n");
});

it("what is not done when the grace is over is aborted and cut", async () => {
  let signal: AbortSignal | undefined;
  await using door = await openFrontDoor({
    mcp: async (exchange) => {
      signal = exchange.signal;
      return new Promise(() => undefined);
    },
  });
  const answer = call(door, "/mcp", { token: door.token }).catch((error: unknown) => error);
  await until(() => signal !== undefined, "the request at work");
  const startedAt = performance.now();
  await door.service.close(100);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  expect(await answer).toBeInstanceOf(Error);
  expect(signal?.aborted).toBe(true);
});

it("closing twice, or before listening, is harmless", async () => {
  const door = await openFrontDoor();
  await Promise.all([door.service.close(), door.service.close()]);
  await door.service.close();
});
