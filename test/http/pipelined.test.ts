import { afterEach, expect, it, vi } from "vitest";
import { openFrontDoor } from "./support/front-door.ts";
import { openStreams, Quiet } from "./support/quiet-stream.ts";
import { openRawSocket, type RawSocket } from "./support/raw-socket.ts";

const open: RawSocket[] = [];
afterEach(() => {
  for (const raw of open.splice(0)) raw.socket.destroy();
});

async function send(port: number, text: string): Promise<RawSocket> {
  const raw = await openRawSocket(port);
  open.push(raw);
  raw.socket.write(text);
  return raw;
}

/** Tokens of requests sent together are checked at once: whose handler comes first is open. */
const get = (token: string): string =>
  `GET /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;

it("a client that goes away ends every stream and exchange that waited behind another on its connection", async () => {
  await using door = await openStreams({ maxUnreadBytes: 64 * 1024 });
  const raw = await send(door.port, get(door.token).repeat(8));
  await vi.waitFor(() => expect(door.sinks.length).toBe(8));
  raw.socket.destroy();
  await vi.waitFor(() => expect(door.stopped()).toBe(8));
  expect(door.signals.map(({ aborted }) => aborted)).toEqual(Array(8).fill(true));
});

it("an answer that becomes ready after its client has gone is let go, wherever it waited", async () => {
  const ready: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  let stopped = 0;
  const onStop = () => {
    stopped += 1;
  };
  await using door = await openFrontDoor({
    mcp: async ({ signal }) => {
      signals.push(signal);
      await new Promise<void>((resolve) => ready.push(resolve));
      return {
        status: 200,
        headers: {},
        body: new Quiet({ onStart: () => {}, onStop }),
      };
    },
  });
  const raw = await send(door.port, get(door.token).repeat(3));
  await vi.waitFor(() => expect(ready.length).toBe(3));
  raw.socket.destroy();
  await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
  for (const answer of ready) answer();
  await vi.waitFor(() => expect(stopped).toBe(3));
});

it("a stream that waits behind another is cut when it says more than may wait", async () => {
  await using door = await openStreams({ maxUnreadBytes: 64 * 1024 });
  const raw = await send(door.port, get(door.token));
  await vi.waitFor(() => expect(door.sinks.length).toBe(1));
  raw.socket.write(get(door.token));
  await vi.waitFor(() => expect(door.sinks.length).toBe(2));
  for (let part = 0; part < 20; part += 1) door.sinks[1]?.send("x".repeat(8 * 1024));
  await raw.closed;
  await vi.waitFor(() => expect(door.stopped()).toBe(2));
});

it("a stream that waits behind another answer takes from its source only when its turn comes", async () => {
  const most = 64;
  let pulled = 0;
  let letGo = () => {};
  const turn = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const body = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        if (pulled === most) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
  let asked = 0;
  await using door = await openFrontDoor({
    mcp: async () => {
      asked += 1;
      if (asked === 2) return { status: 200, headers: {}, body: body() };
      await turn;
      return { status: 202, headers: {} };
    },
  });
  const raw = await send(door.port, get(door.token));
  await vi.waitFor(() => expect(asked).toBe(1));
  raw.socket.write(get(door.token));
  await vi.waitFor(() => expect(pulled).toBeGreaterThan(0));
  // Every turn would take another part.
  for (let round = 0; round < 200; round += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(pulled).toBeLessThan(4);
  letGo();
  await vi.waitFor(() => expect(raw.received().endsWith("0\r\n\r\n")).toBe(true));
  expect(raw.received().length).toBeGreaterThan((most - 1) * 64 * 1024);
});
