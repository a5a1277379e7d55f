import type { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NodeExchange } from "../../src/http/node-exchange.ts";
import { goodClaims, sign } from "../auth/support/tokens.ts";
import { call, type FrontDoorOptions, openFrontDoor } from "./support/front-door.ts";
import { openRawSocket, type RawSocket } from "./support/raw-socket.ts";

const MB = 1024 * 1024;

const open: RawSocket[] = [];
afterEach(() => {
  for (const raw of open.splice(0)) raw.socket.destroy();
});

/** A server with one long answer, and how its connections stand. */
async function openLibrary(bytes: number, options: FrontDoorOptions) {
  const connections: Socket[] = [];
  const body = "x".repeat(bytes);
  const door = await openFrontDoor({
    ...options,
    mcp: async (exchange) => {
      if (exchange instanceof NodeExchange) connections.push(exchange.request.socket);
      return { status: 200, headers: {}, body };
    },
  });
  const isCut = (at = 0): boolean => connections[at]?.destroyed === true;
  return Object.assign(door, { isCut, asked: () => connections.length });
}

const post = (token: string): string =>
  `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\n\r\n`;

/** Asks for the answer without reading any of it. */
async function ask(
  door: { readonly port: number; readonly token: string },
  token = door.token,
): Promise<RawSocket> {
  const raw = await openRawSocket(door.port);
  open.push(raw);
  raw.socket.pause();
  raw.socket.write(post(token));
  return raw;
}

/** Takes what has come, at most 64 KB, once in `everyMs`. */
function sip({ socket }: RawSocket, everyMs: number): void {
  socket.on("data", () => socket.pause());
  const timer = setInterval(() => socket.resume(), everyMs);
  socket.once("close", () => clearInterval(timer));
}

describe("a reader of a long answer", () => {
  it("is cut when it takes a little again and again, but less than the least pace", async () => {
    const limits = { slowReaderMs: 60_000, slowAnswerMs: 200, answerBytesPerSecond: 1024 * MB };
    await using door = await openLibrary(64 * MB, { limits });
    const raw = await ask(door);
    sip(raw, 2);
    await vi.waitFor(() => expect(door.isCut()).toBe(true), 5_000);
    raw.socket.removeAllListeners("data").resume();
    await raw.closed;
    expect(raw.received().length).toBeLessThan(64 * MB);
  });

  it("gets all of it when it keeps the least pace, however long that takes", async () => {
    const limits = { slowReaderMs: 60_000, slowAnswerMs: 10, answerBytesPerSecond: MB };
    await using door = await openLibrary(24 * MB, { limits });
    const raw = await ask(door);
    sip(raw, 2);
    await vi.waitFor(() => expect(raw.received().length).toBeGreaterThan(24 * MB), 15_000);
    expect(door.isCut()).toBe(false);
  }, 20_000);

  it("is cut when answers of its owner hold most of what may wait, the longest first, and others are not", async () => {
    const limits = { slowReaderMs: 60_000, slowAnswerMs: 60_000, maxWaitingBytes: 80 * MB };
    await using door = await openLibrary(32 * MB, { limits });
    const other = sign({ ...goodClaims(door.clock), sub: "other" });
    for (const [at, token] of [other, door.token, door.token].entries()) {
      await ask(door, token);
      await vi.waitFor(() => expect(door.asked()).toBe(at + 1));
    }
    await vi.waitFor(() => expect(door.isCut(1)).toBe(true), 5_000);
    expect([door.isCut(0), door.isCut(2)]).toEqual([false, false]);
  });

  it("counts as a request of its owner until the answer is with it or it is cut", async () => {
    const limits = { slowReaderMs: 500 };
    await using door = await openLibrary(32 * MB, { limits, config: { maxConcurrentPerOwner: 1 } });
    const raw = await ask(door);
    const status = async (path: string): Promise<number> =>
      (await call(door, path, { method: "POST", token: door.token })).status;
    await vi.waitFor(async () => expect(await status("/mcp")).toBe(429));
    expect(door.isCut()).toBe(false);
    await vi.waitFor(() => expect(door.isCut()).toBe(true), 5_000);
    expect(await status("/mcp")).toBe(200);
    raw.socket.resume();
    await raw.closed;
  });
});
