import { get } from "node:http";
import { expect, it } from "vitest";
import { call, openFrontDoor } from "./support/front-door.ts";
import { openRawSocket, until } from "./support/raw-socket.ts";

const encoder = new TextEncoder();
const head = (token: string): string =>
  `GET /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;

it("a stream arrives as it is written and ends the answer when it ends", async () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  await using door = await openFrontDoor({
    mcp: async () => ({
      status: 200,
      headers: { "content-type": "text/event-stream" },
      body: new ReadableStream<Uint8Array>({
        start: (own) => {
          controller = own;
        },
      }),
    }),
  });
  const raw = await openRawSocket(door.port);
  raw.socket.write(head(door.token));
  await until(() => raw.received().includes("text/event-stream"), "the head, before any event");
  for (const word of ["one", "two", "three"]) {
    controller?.enqueue(encoder.encode(`data: ${word}\n\n`));
    await until(() => raw.received().includes(`data: ${word}`), word);
  }
  controller?.close();
  await until(() => raw.received().endsWith("0\r\n\r\n"), "the end");
  expect(raw.received()).toMatch(/cache-control: no-store/);
  raw.socket.destroy();
});

it("a stream of 20 MB reaches a client that reads, complete", async () => {
  let left = 80;
  await using door = await openFrontDoor({
    mcp: async () => ({
      status: 200,
      headers: {},
      body: new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(256 * 1024));
          left -= 1;
          if (left === 0) controller.close();
        },
      }),
    }),
  });
  const answer = await call(door, "/mcp", { token: door.token });
  expect(answer.text.length).toBe(20 * 1024 * 1024);
});

it("a client that goes away cancels the stream and aborts the exchange", async () => {
  let cancelled = false;
  let signal: AbortSignal | undefined;
  await using door = await openFrontDoor({
    mcp: async (exchange) => {
      signal = exchange.signal;
      const body = new ReadableStream<Uint8Array>({
        cancel: () => {
          cancelled = true;
        },
      });
      return { status: 200, headers: {}, body };
    },
  });
  const headers = { authorization: `Bearer ${door.token}` };
  const outgoing = get({ port: door.port, host: "127.0.0.1", path: "/mcp", headers }, () =>
    outgoing.destroy(),
  );
  outgoing.on("error", () => undefined);
  await until(() => cancelled, "cancellation");
  expect(signal?.aborted).toBe(true);
});

it("a client that goes away before the answer aborts the exchange, also when nobody looked before", async () => {
  let release: (() => void) | undefined;
  let aborted: boolean | undefined;
  await using door = await openFrontDoor({
    mcp: async (exchange) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      aborted = exchange.signal.aborted;
      return { status: 200, headers: {}, body: new ReadableStream<Uint8Array>() };
    },
  });
  const raw = await openRawSocket(door.port);
  raw.socket.write(head(door.token));
  await until(() => release !== undefined, "the request to arrive");
  raw.socket.destroy();
  await raw.closed;
  await call(door, "/health");
  release?.();
  await until(() => aborted !== undefined, "the signal to be read");
  expect(aborted).toBe(true);
});

it("an answered request is not aborted", async () => {
  let signal: AbortSignal | undefined;
  await using door = await openFrontDoor({
    mcp: async (exchange) => {
      signal = exchange.signal;
      return { status: 202, headers: {} };
    },
  });
  await call(door, "/mcp", { token: door.token });
  await door.service.close(1_000);
  expect(signal?.aborted).toBe(false);
});

it("a stream that fails cuts the connection instead of pretending to be complete", async () => {
  await using door = await openFrontDoor({
    mcp: async () => ({
      status: 200,
      headers: {},
      body: new ReadableStream<Uint8Array>({
        pull: (controller) => controller.error(new Error("source is gone")),
      }),
    }),
  });
  await expect(call(door, "/mcp", { token: door.token })).rejects.toThrow();
  expect((await call(door, "/health")).status).toBe(200);
});
