import { expect, it } from "vitest";
import { MAX_BODY_BYTES } from "../../src/http/body.ts";
import { HttpError, jsonReply } from "../../src/http/exchange.ts";
import { call, openFrontDoor } from "./support/front-door.ts";
import { exchangeRaw, openRawSocket, until } from "./support/raw-socket.ts";

/** A server that reads the body and answers its size. */
const openReader = () => {
  const failures: unknown[] = [];
  let entered = 0;
  const mcp = async (exchange: { readBody(): Promise<Buffer> }) => {
    entered += 1;
    try {
      return jsonReply(200, { size: (await exchange.readBody()).length });
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  return openFrontDoor({ mcp }).then((door) => ({
    ...door,
    failures,
    head: headOf(door.token),
    get entered() {
      return entered;
    },
  }));
};

const headOf = (token: string): string =>
  `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n`;
const chunk = (size: number): string => `${size.toString(16)}\r\n${"x".repeat(size)}\r\n`;

it("a body of exactly the limit is read, byte for byte", async () => {
  await using door = await openReader();
  const body = Buffer.alloc(MAX_BODY_BYTES, "a");
  const answer = await call(door, "/mcp", { method: "POST", token: door.token, body });
  expect(answer.json).toEqual({ size: MAX_BODY_BYTES });
});

it("no body is an empty body", async () => {
  await using door = await openReader();
  expect((await call(door, "/mcp", { method: "POST", token: door.token })).json).toEqual({ size: 0 });
});

it("a body over the limit is 413, and the client that writes it all first still reads the answer", async () => {
  await using door = await openReader();
  for (const size of [MAX_BODY_BYTES + 1, 12_000_000]) {
    const answer = await call(door, "/mcp", { method: "POST", token: door.token, body: Buffer.alloc(size) });
    expect(answer.status).toBe(413);
    expect(answer.json.error).toContain("4194304");
    expect(answer.headers.connection).toBe("close");
  }
});

it("a client that reads only after it has written everything gets the answer, not a reset", async () => {
  await using door = await openReader();
  const raw = await openRawSocket(door.port);
  raw.socket.pause();
  raw.socket.write(`${door.head}Content-Length: 12000000\r\n\r\n`);
  await new Promise((resolve) => {
    raw.socket.write(Buffer.alloc(12_000_000), resolve);
  });
  raw.socket.resume();
  await raw.closed;
  expect(raw.received()).toMatch(/^HTTP\/1\.1 413 .*"error":"The request body is larger/s);
});

it("a chunked body without declared length is 413 once it is over the limit", async () => {
  await using door = await openReader();
  const raw = await openRawSocket(door.port);
  raw.socket.write(`${door.head}Transfer-Encoding: chunked\r\n\r\n`);
  for (let sent = 0; sent <= MAX_BODY_BYTES; sent += 65_536) raw.socket.write(chunk(65_536));
  await until(() => raw.received().includes("\r\n\r\n{"), "the refusal, before the body has ended");
  expect(raw.received()).toMatch(/^HTTP\/1\.1 413 /);
  await raw.closed;
  expect(raw.received()).toMatch(/connection: close/i);
});

it("a declared length over the limit is 413 before a single byte was sent", async () => {
  await using door = await openReader();
  const raw = await openRawSocket(door.port);
  raw.socket.write(`${door.head}Content-Length: 1073741824\r\n\r\n`);
  await until(() => raw.received().startsWith("HTTP/1.1 413 "), "the refusal");
  await raw.closed;
});

it("a client that never stops sending is cut off", async () => {
  await using door = await openReader();
  const before = process.memoryUsage().rss;
  const raw = await openRawSocket(door.port);
  raw.socket.write(`${door.head}Transfer-Encoding: chunked\r\n\r\n`);
  const piece = chunk(1024 * 1024);
  let sent = 0;
  const more = (): void => {
    while (!raw.isClosed() && sent < 1024 && raw.socket.write(piece)) sent += 1;
  };
  raw.socket.on("drain", more);
  more();
  await raw.closed;
  expect(raw.received()).toMatch(/^HTTP\/1\.1 413 /);
  expect(sent).toBeLessThan(64);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  expect((await call(door, "/health")).status).toBe(200);
});

it("a length that is too small ends the body there, and what follows ends the connection", async () => {
  await using door = await openReader();
  const text = await exchangeRaw(door.port, `${door.head}Content-Length: 5\r\n\r\nhello, and more`);
  expect(text).toMatch(/^HTTP\/1\.1 200 .*connection: close.*\{"size":5\}$/is);
});

it("a client that goes away before the end of its body fails the reading at once", async () => {
  await using door = await openReader();
  for (const headers of ["Content-Length: 1000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"]) {
    const { entered } = door;
    const raw = await openRawSocket(door.port);
    raw.socket.write(door.head + headers);
    await until(() => door.entered === entered + 1, "the reader to start");
    raw.socket.destroy();
  }
  await until(() => door.failures.length === 2, "both readers to fail");
  for (const failure of door.failures) expect(failure).toBeInstanceOf(HttpError);
  expect((await call(door, "/health")).status).toBe(200);
});

it("a compressed body is 415, whatever it would unfold to", async () => {
  await using door = await openReader();
  const codes = ["gzip", "br", "deflate", "identity, gzip", "x"].map(async (encoding) => {
    const headers = { "content-encoding": encoding };
    return (await call(door, "/mcp", { method: "POST", token: door.token, headers, body: "{}" })).status;
  });
  expect(await Promise.all(codes)).toEqual([415, 415, 415, 415, 415]);
  const plain = { "content-encoding": "Identity" };
  expect(
    (await call(door, "/mcp", { method: "POST", token: door.token, headers: plain, body: "{}" })).status,
  ).toBe(200);
});

it("an expectation is met only by who wants the body", async () => {
  await using door = await openReader();
  const expecting = (head: string): string => `${head}Expect: 100-continue\r\nContent-Length: 2\r\n`;
  const raw = await openRawSocket(door.port);
  raw.socket.write(`${expecting(door.head)}Connection: close\r\n\r\n`);
  await until(() => raw.received().startsWith("HTTP/1.1 100 "), "the go-ahead");
  raw.socket.write("{}");
  await raw.closed;
  expect(raw.received()).toContain('{"size":2}');
  const refused = await exchangeRaw(door.port, `${expecting(headOf("bad"))}\r\n`);
  expect(refused).toMatch(/^HTTP\/1\.1 401 /);
});

it("a refusal before the body was read leaves the connection usable or closed, never stuck", async () => {
  await using door = await openReader();
  const raw = await openRawSocket(door.port);
  const post = `${headOf("bad")}Content-Length: 5\r\n\r\nhello`;
  raw.socket.write(post + post);
  await until(() => raw.received().split("HTTP/1.1 401").length === 3, "two answers on one connection");
  raw.socket.destroy();
});

it("a body that comes more slowly than it may is 408 long before the request's time is over", async () => {
  const mcp = async (exchange: { readBody(): Promise<Buffer> }) =>
    jsonReply(200, { size: (await exchange.readBody()).length });
  await using door = await openFrontDoor({ mcp, limits: { slowBodyMs: 50, bodyBytesPerSecond: 1_000_000 } });
  const raw = await openRawSocket(door.port);
  raw.socket.write(`${headOf(door.token)}Content-Length: 100\r\n\r\nx`);
  await raw.closed;
  expect(raw.received()).toMatch(/^HTTP\/1\.1 408 .*"error":"The request body came too slowly"/s);
});
