import { execFile } from "node:child_process";
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { expectResponse } from "../helpers/expect-response.ts";
import { type RawHttp, rawHttp } from "../helpers/raw-http.ts";
import { type ServerProcess, startHttpServer } from "../helpers/server-process.ts";
import { startStdioServer } from "../helpers/stdio-process.ts";
import { INITIALIZE, legacyHeaders } from "../helpers/wire.ts";

const MB = 1024 * 1024;
const GIGABYTE = 1024 * MB;
const CHUNK = Buffer.alloc(MB, "a");

/** Resident memory of a process, bytes. */
async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) * 1024;
}

/** Writes up to a gigabyte and answers how much the other side took before it hung up. */
async function pour(upload: ClientRequest): Promise<number> {
  let sent = 0;
  let gone = false;
  let goOn: () => void = () => {};
  const hangUp = () => {
    gone = true;
    goOn();
  };
  upload.on("error", hangUp).on("close", hangUp);
  upload.on("drain", () => goOn());
  while (!gone && sent < GIGABYTE) {
    sent += CHUNK.length;
    const more = upload.write(CHUNK);
    if (!more && !gone) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }
  upload.destroy();
  return sent;
}

describe("a body of a gigabyte", () => {
  let server: ServerProcess;
  let raw: RawHttp;
  let token: string;
  beforeAll(async () => {
    server = await startHttpServer();
    token = await server.mint();
    raw = rawHttp(server.url, token);
    await raw.call("remember", { source: "e2e", tags: [], description: "must survive" });
  });

  it.each([
    ["in chunks", {}],
    ["announced", { "content-length": String(GIGABYTE) }],
  ])("%s is answered with 413 and cut off, in constant memory", async (_name, headers) => {
    const before = await residentBytes(server.pid);
    const upload = request(server.url, {
      method: "POST",
      headers: { ...legacyHeaders(), authorization: `Bearer ${token}`, ...headers },
    });
    const answered = once(upload, "response") as Promise<[IncomingMessage]>;
    const [sent, [answer]] = await Promise.all([pour(upload), answered]);
    expect(answer.statusCode).toBe(413);
    expect(sent).toBeLessThan(64 * MB);
    expect((await residentBytes(server.pid)) - before).toBeLessThan(48 * MB);

    const { messages } = await raw.call("get_knowledge", {});
    expect(messages[0].result.structuredContent.entries).toHaveLength(1);
  });
});

describe("a line of a hundred megabytes on stdio", () => {
  it("is answered once, dropped, and forgotten", async () => {
    const server = startStdioServer();
    await server.request(0, "initialize", INITIALIZE);
    const before = await residentBytes(server.pid);
    await server.write('{"jsonrpc":"2.0","id":1,"method":"');
    for (let sent = 0; sent < 100 * MB; sent += CHUNK.length) await server.write(CHUNK);
    const refusal = await server.waitFor((message) => message.error !== undefined);
    expectResponse(refusal);
    expect(refusal).toMatchObject({ id: null, error: { code: -32600 } });
    await server.write('"}\n');
    expect(await server.request(2, "ping")).toMatchObject({ result: {} });
    expect(server.lines).toHaveLength(3);
    expect((await residentBytes(server.pid)) - before).toBeLessThan(64 * MB);
  });
});
