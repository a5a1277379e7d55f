import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Harness } from "../helpers/mcp-harness.ts";
import { MODERN_META, modernHeaders } from "../helpers/wire.ts";
import { type FrontDoor, openFrontDoor } from "./support/front-door.ts";
import { openStreams } from "./support/quiet-stream.ts";
import { openRawSocket, type RawSocket } from "./support/raw-socket.ts";

const MB = 1024 * 1024;
const MANY_MB = "x".repeat(24 * MB);

const open: RawSocket[] = [];
afterEach(() => {
  for (const raw of open.splice(0)) raw.socket.destroy();
});

async function send({ port }: { readonly port: number }, text: string): Promise<RawSocket> {
  const raw = await openRawSocket(port);
  open.push(raw);
  raw.socket.write(text);
  return raw;
}

describe("an event stream whose reader has stopped", () => {
  /** Connects, and reads no more once the stream has begun. */
  async function openUnread(door: Awaited<ReturnType<typeof openStreams>>): Promise<RawSocket> {
    const head = `GET /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${door.token}\r\n\r\n`;
    const raw = await send(door, head);
    await vi.waitFor(() => expect(raw.received()).toContain("data: begun"));
    raw.socket.pause();
    return raw;
  }

  it("is cut and stopped by the first event after more than 1 MB waits", async () => {
    await using door = await openStreams();
    await openUnread(door);
    door.sinks[0]?.send(MANY_MB);
    expect([door.stopped(), door.sockets[0]?.destroyed]).toEqual([0, false]);
    door.sinks[0]?.send("data: more\n\n");
    expect(door.sockets[0]?.destroyed).toBe(true);
    await vi.waitFor(() => expect(door.stopped()).toBe(1));
  });

  it("is cut when nothing of its end is taken for a while", async () => {
    await using door = await openStreams({ slowReaderMs: 200 });
    await openUnread(door);
    door.sinks[0]?.send(MANY_MB);
    door.sinks[0]?.end("data: last\n\n");
    expect(door.sockets[0]?.destroyed).toBe(false);
    await vi.waitFor(() => expect(door.sockets[0]?.destroyed).toBe(true), 5_000);
    await vi.waitFor(() => expect(door.stopped()).toBe(1));
  });

  it("gets its end when the reader goes on in time", async () => {
    await using door = await openStreams({ slowReaderMs: 5_000 });
    const raw = await openUnread(door);
    door.sinks[0]?.send(MANY_MB);
    door.sinks[0]?.end("data: last\n\n");
    raw.socket.resume();
    await vi.waitFor(() => expect(raw.received().endsWith("data: last\n\n\r\n0\r\n\r\n")).toBe(true), 5_000);
  });
});

describe("the place of a subscription stream", () => {
  const most = 4;
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.open({ maxStreamsPerOwner: most });
  });
  afterEach(() => harness.close());

  const messages: Readonly<Record<string, object>> = {
    "of an ordinary one": {},
    "of one that is left to the SDK": { "io.modelcontextprotocol/logLevel": "error" },
  };
  const kinds = Object.keys(messages);

  function listening(door: FrontDoor, kind: string): string {
    const params = {
      notifications: { resourceSubscriptions: ["awareness://knowledge"] },
      _meta: { ...MODERN_META, ...messages[kind] },
    };
    const message = { jsonrpc: "2.0", id: "l", method: "subscriptions/listen", params };
    const body = JSON.stringify(message);
    const headers = {
      host: "localhost",
      authorization: `Bearer ${door.token}`,
      "content-length": String(body.length),
      ...modernHeaders(message),
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST /mcp HTTP/1.1\r\n${head.join("")}\r\n${body}`;
  }

  /** The status that one more listener gets, which goes away again. */
  async function statusOfNext(door: FrontDoor, kind: string): Promise<string | undefined> {
    const raw = await send(door, listening(door, kind));
    await vi.waitFor(() => expect(raw.received()).toContain("\r\n\r\n"));
    raw.socket.destroy();
    return raw.received().split(" ")[1];
  }

  /** Opens one as soon as there is a place for it, and leaves it open. */
  const untilOpened = (door: FrontDoor, kind: string) =>
    vi.waitFor(async () => {
      const raw = await send(door, listening(door, kind));
      await vi.waitFor(() => expect(raw.received()).toContain("\r\n\r\n"));
      expect(raw.received()).toMatch(/^HTTP\/1\.1 200 /);
    }, 5_000);

  it.each(kinds)("%s is free again after its client has gone", async (kind) => {
    await using door = await openFrontDoor({ mcp: (exchange) => harness.route.handle(exchange) });
    const all = await Promise.all(Array.from({ length: most }, () => send(door, listening(door, kind))));
    for (const raw of all) await vi.waitFor(() => expect(raw.received()).toContain("acknowledged"));
    expect(await statusOfNext(door, kind)).toBe("429");
    all[0]?.socket.destroy();
    await untilOpened(door, kind);
  });

  it.each(kinds)(
    "%s is free again after its client has gone, behind others on its connection too",
    async (kind) => {
      let opened = 0;
      await using door = await openFrontDoor({
        async mcp(exchange) {
          const reply = await harness.route.handle(exchange);
          opened += 1;
          return reply;
        },
      });
      const raw = await send(door, listening(door, kind).repeat(most));
      await vi.waitFor(() => expect(opened).toBe(most));
      expect(await statusOfNext(door, kind)).toBe("429");
      raw.socket.destroy();
      for (let count = 0; count < most; count += 1) await untilOpened(door, kind);
    },
  );

  it.each(kinds)("%s is free again when its client goes while it is opened", async (kind) => {
    const opened: (() => void)[] = [];
    await using door = await openFrontDoor({
      async mcp(exchange) {
        const reply = await harness.route.handle(exchange);
        if (opened.length < most) await new Promise<void>((resolve) => opened.push(resolve));
        return reply;
      },
    });
    const signs = await Promise.all(Array.from({ length: most }, () => send(door, listening(door, kind))));
    await vi.waitFor(() => expect(opened.length).toBe(most));
    expect(await statusOfNext(door, kind)).toBe("429");
    for (const raw of signs) raw.socket.destroy();
    await Promise.all(signs.map(({ closed }) => closed));
    for (const letGo of opened) letGo();
    for (let count = 0; count < most; count += 1) await untilOpened(door, kind);
  });
});
