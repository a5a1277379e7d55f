import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../helpers/any-client.ts";
import { expectResponse } from "../helpers/expect-response.ts";
import { type StdioProcess, startStdioServer } from "../helpers/stdio-process.ts";
import { INITIALIZE, MODERN_META } from "../helpers/wire.ts";
import { BAD_ARGUMENTS, CALL_WITH_BAD_UTF8, NOT_MESSAGES } from "./bad-input.ts";

const ERAS = ["2026-07-28", "2025-11-25"] as const;

describe.each(ERAS)("a stdio server in the %s era", (era) => {
  let server: StdioProcess;
  let nextId = 0;

  const request = (method: string, params: object = {}): Promise<Json> => {
    nextId += 1;
    return server.request(nextId, method, era === "2026-07-28" ? { ...params, _meta: MODERN_META } : params);
  };
  const call = (name: string, args: unknown) => request("tools/call", { name, arguments: args });

  beforeEach(async () => {
    server = startStdioServer();
    if (era === "2025-11-25") await request("initialize", INITIALIZE);
    await call("remember", { source: "e2e", tags: [], description: "must survive" });
  });

  /** Whatever came in: the server lives, the data is what it was, and it ends when its client goes. */
  afterEach(async () => {
    const { result } = await call("get_knowledge", {});
    expect(result.structuredContent.entries).toMatchObject([{ data: { description: "must survive" } }]);
    server.end();
    expect(await server.exited).toBe(0);
  });

  it("answers every line that is no message with an error, and goes on", async () => {
    for (const { name, text, code } of NOT_MESSAGES) {
      const from = server.lines.length;
      await server.write(`${text}\n`);
      const answer = await server.waitFor((message) => message.error !== undefined, from);
      expectResponse(answer);
      expect(answer.error.code, name).toBe(code);
    }
  });

  it("refuses invalid UTF-8 instead of replacing it", async () => {
    await server.write(Buffer.concat([CALL_WITH_BAD_UTF8, Buffer.from("\n")]));
    expect(await server.waitFor((message) => message.id === null)).toMatchObject({ error: { code: -32700 } });
  });

  it("refuses bad arguments by name", async () => {
    for (const { name, tool, args, param } of BAD_ARGUMENTS) {
      const { result } = await call(tool, args);
      expect(result.isError, name).toBe(true);
      expect(JSON.parse(result.content[0].text), name).toMatchObject({
        status: "error",
        error: { code: "invalid_parameter", param },
      });
    }
  });

  it("answers unknown tools and methods with protocol errors", async () => {
    for (const name of ["no_such_tool", "__proto__", "constructor", ""]) {
      expect((await call(name, {})).error.code).toBe(-32602);
    }
    for (const method of ["tools/destroy", "__proto__", "toString"]) {
      expect((await request(method)).error.code).toBe(-32601);
    }
  });
});

describe("a stdio server at the end of its input", () => {
  it("answers what was asked, keeps what was written, and is soon gone", async () => {
    const server = startStdioServer();
    await server.request(0, "initialize", INITIALIZE);
    const remember = (description: string) => ({
      method: "tools/call",
      params: { name: "remember", arguments: { source: "e2e", tags: [], description } },
    });
    for (let id = 1; id <= 50; id += 1) await server.send({ id, ...remember(`note ${id}`) });
    server.end();
    const ended = performance.now();
    expect(await server.exited).toBe(0);
    expect(performance.now() - ended).toBeLessThan(5_000);
    const ids = server.lines.map((line) => (JSON.parse(line) as { readonly id: unknown }).id);
    expect(ids.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 51 }, (_, id) => id));

    const again = startStdioServer({ dataDir: server.dataDir });
    await again.request(0, "initialize", INITIALIZE);
    const { result } = await again.request(1, "tools/call", { name: "get_knowledge", arguments: {} });
    expect(result.structuredContent.entries).toHaveLength(50);
  });

  it("is soon gone when nothing was ever asked", async () => {
    const server = startStdioServer();
    server.end();
    const ended = performance.now();
    expect(await server.exited).toBe(0);
    expect(performance.now() - ended).toBeLessThan(10_000);
    expect(server.lines).toEqual([]);
  });
});
