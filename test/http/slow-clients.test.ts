import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HttpError } from "../../src/http/exchange.ts";
import { NodeExchange } from "../../src/http/node-exchange.ts";
import { watchStream } from "../../src/http/stream-end.ts";
import { call, openFrontDoor } from "./support/front-door.ts";
import { openRawSocket, type RawSocket, until } from "./support/raw-socket.ts";

const LIMITS = { headersTimeoutMs: 200, requestTimeoutMs: 400, checkIntervalMs: 50 };

const open: RawSocket[] = [];
const connectTo = async (port: number): Promise<RawSocket> => {
  const raw = await openRawSocket(port);
  open.push(raw);
  return raw;
};
afterEach(() => {
  for (const raw of open.splice(0)) raw.socket.destroy();
});

/** Sends one byte every 20 ms for as long as the connection lives. */
function trickle(raw: RawSocket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (raw.isClosed()) clearInterval(timer);
    else raw.socket.write(text[at++ % text.length] ?? "");
  }, 20);
  raw.socket.once("close", () => clearInterval(timer));
}

describe("clients that send slowly", () => {
  it("are cut while 200 of them send headers byte by byte, and others are served meanwhile", async () => {
    await using door = await openFrontDoor({ limits: LIMITS });
    const slow = await Promise.all(Array.from({ length: 200 }, () => connectTo(door.port)));
    for (const raw of slow) {
      raw.socket.write("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      trickle(raw, "slow");
    }
    const good = await call(door, "/mcp", { token: door.token });
    expect(good.status).toBe(200);
    await Promise.all(slow.map((raw) => raw.closed));
    for (const raw of slow)
      expect(raw.received()).toMatch(/^HTTP\/1\.1 408 .*"error":"The request took too long"/s);
  });

  it("are cut when they send nothing at all", async () => {
    await using door = await openFrontDoor({ limits: LIMITS });
    const silent = await connectTo(door.port);
    await silent.closed;
    expect((await call(door, "/health")).status).toBe(200);
  });

  it("are cut when the body takes too long, and the reader of the body is told", async () => {
    let failure: unknown;
    await using door = await openFrontDoor({
      limits: LIMITS,
      mcp: async (exchange) => {
        await exchange.readBody().catch((error: unknown) => {
          failure = error;
        });
        return { status: 202, headers: {} };
      },
    });
    const raw = await connectTo(door.port);
    raw.socket.write(
      `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${door.token}\r\nContent-Length: 9999\r\n\r\n`,
    );
    trickle(raw, "x");
    await raw.closed;
    expect(raw.received()).toMatch(/^HTTP\/1\.1 408 /);
    await until(() => failure !== undefined, "the reader to fail");
    expect(failure).toBeInstanceOf(HttpError);
  });
});

describe("clients that read slowly", () => {
  const get = (token: string): string =>
    `GET /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;

  it("are dropped when more than the allowed bytes of a stream wait for them", async () => {
    let cancelled = false;
    let pulled = 0;
    const body = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(256 * 1024));
        },
        cancel: () => {
          cancelled = true;
        },
      });
    await using door = await openFrontDoor({
      limits: { maxUnreadBytes: 1024 * 1024, slowReaderMs: 100 },
      mcp: async () => ({ status: 200, headers: {}, body: body() }),
    });
    const raw = await connectTo(door.port);
    raw.socket.pause();
    raw.socket.write(get(door.token));
    await until(() => cancelled, "the stream to be cancelled");
    // What the kernel buffers for the connection comes on top of our own megabyte.
    expect(pulled * 256 * 1024).toBeLessThan(24 * 1024 * 1024);
    raw.socket.resume();
    await raw.closed;
  });

  it("are cut when they take nothing of a long answer for a while, and what is left of it is dropped", async () => {
    let connection: Socket | undefined;
    await using door = await openFrontDoor({
      limits: { slowReaderMs: 200 },
      mcp: async (exchange) => {
        if (exchange instanceof NodeExchange) connection = exchange.request.socket;
        return { status: 200, headers: {}, body: "x".repeat(32 * 1024 * 1024) };
      },
    });
    const raw = await connectTo(door.port);
    raw.socket.pause();
    raw.socket.write(get(door.token));
    await until(() => connection?.destroyed === true, "the connection to be cut");
    raw.socket.resume();
    await raw.closed;
    expect(raw.received().length).toBeLessThan(32 * 1024 * 1024);
  });

  it("are cut when a source that does not wait for them leaves more than the allowed bytes", async () => {
    let over = false;
    const body = () =>
      new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (let part = 0; part < 200; part += 1) controller.enqueue(new Uint8Array(60 * 1024));
        },
        cancel: () => {
          over = true;
        },
      });
    await using door = await openFrontDoor({
      mcp: async () => watchStream({ status: 200, headers: {}, body: body() }, () => {}),
    });
    const raw = await connectTo(door.port);
    raw.socket.pause();
    raw.socket.write(get(door.token));
    await until(() => over, "the source to be cancelled");
    raw.socket.resume();
    await raw.closed;
  });
});
