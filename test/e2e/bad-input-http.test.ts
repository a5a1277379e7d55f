import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { expectResponse } from "../helpers/expect-response.ts";
import { type RawAnswer, type RawHttp, rawHttp } from "../helpers/raw-http.ts";
import { type ServerProcess, startHttpServer } from "../helpers/server-process.ts";
import { INITIALIZE, legacyHeaders, MODERN_META, modernHeaders } from "../helpers/wire.ts";
import { BAD_ARGUMENTS, CALL_WITH_BAD_UTF8, NOT_MESSAGES } from "./bad-input.ts";

let server: ServerProcess;
let raw: RawHttp;
let noteId: string;

beforeAll(async () => {
  server = await startHttpServer();
  raw = rawHttp(server.url, await server.mint());
  const { messages } = await raw.call("remember", { source: "e2e", tags: [], description: "must survive" });
  noteId = messages[0].result.structuredContent.id;
});

/** Whatever came in: the server lives, and the data is what it was. */
afterEach(async () => {
  const { status, messages } = await raw.call("get_knowledge", {});
  expect(status).toBe(200);
  expect(messages[0].result.structuredContent.entries).toMatchObject([
    { id: noteId, data: { description: "must survive" } },
  ]);
});

function expectRefusal(answer: RawAnswer, status: number, code: number): void {
  expect(answer.status).toBe(status);
  expect(answer.messages).toHaveLength(1);
  expectResponse(answer.messages[0]);
  expect(answer.messages[0].error.code).toBe(code);
}

describe("a body that is no message", () => {
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

  it.each(NOT_MESSAGES)("$name is refused in both eras", async ({ text, code }) => {
    expectRefusal(await raw.post(text, modernHeaders(ping)), 400, code);
    expectRefusal(await raw.post(text, legacyHeaders(await raw.openSession())), 400, code);
    expectRefusal(await raw.post(text, legacyHeaders()), 400, code);
  });

  it("invalid UTF-8 is refused, not replaced", async () => {
    expectRefusal(await raw.post(CALL_WITH_BAD_UTF8, modernHeaders(ping)), 400, -32700);
    expectRefusal(await raw.post(CALL_WITH_BAD_UTF8, legacyHeaders(await raw.openSession())), 400, -32700);
  });

  it("a wrong content type is refused", async () => {
    const answer = await raw.post(ping, { ...legacyHeaders(), "content-type": "text/plain" });
    expect(answer.status).toBe(415);
  });
});

describe("protocol headers of 2026-07-28", () => {
  const list = { method: "tools/list", params: {} };
  const call = { method: "tools/call", params: { name: "get_briefing", arguments: {} } };

  it.each([
    ["another method", list, { "mcp-method": "tools/call" }],
    ["a method in other letters", list, { "mcp-method": "TOOLS/LIST" }],
    ["an empty method", list, { "mcp-method": "" }],
    ["another name", call, { "mcp-name": "remember" }],
    ["a name in broken base64", call, { "mcp-name": "=?base64?%%%?=" }],
    ["another version", list, { "mcp-protocol-version": "2025-11-25" }],
  ])("%s than in the body is refused", async (_name, message, headers) => {
    expectRefusal(await raw.modern(message, headers), 400, -32020);
  });

  it.each(["mcp-method", "mcp-protocol-version"])("%s missing is refused", async (missing) => {
    const body = { jsonrpc: "2.0", id: 1, ...list, params: { _meta: MODERN_META } };
    const { [missing]: _, ...headers } = modernHeaders(body);
    expectRefusal(await raw.post(body, headers), 400, -32020);
  });

  it("a name missing is refused", async () => {
    const body = { jsonrpc: "2.0", id: 1, ...call, params: { ...call.params, _meta: MODERN_META } };
    const { "mcp-name": _, ...headers } = modernHeaders(body);
    expectRefusal(await raw.post(body, headers), 400, -32020);
  });

  it.each(["1900-01-01", "9999-01-01", "2027-01-01"])(
    "version %s is refused with the supported ones",
    async (version) => {
      const message = { ...list, params: { _meta: { "io.modelcontextprotocol/protocolVersion": version } } };
      const answer = await raw.modern(message, { "mcp-protocol-version": version });
      expectRefusal(answer, 400, -32022);
      expect(answer.messages[0].error.data).toMatchObject({ supported: ["2026-07-28"], requested: version });
    },
  );

  it.each(["io.modelcontextprotocol/protocolVersion", "io.modelcontextprotocol/clientCapabilities"])(
    "a request without %s is refused",
    async (key) => {
      const { [key]: _, ..._meta } = MODERN_META as Record<string, unknown>;
      const body = { jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta } };
      expectRefusal(await raw.post(body, modernHeaders(body)), 400, -32602);
    },
  );

  it("an unknown method is 404", async () => {
    expectRefusal(await raw.modern({ method: "tools/destroy" }), 404, -32601);
    expectRefusal(await raw.modern({ method: "__proto__" }), 404, -32601);
  });
});

describe("headers and sessions of 2025-11-25", () => {
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

  it("an unknown version header is refused", async () => {
    const headers = { ...legacyHeaders(await raw.openSession()), "mcp-protocol-version": "1999-01-01" };
    expect((await raw.post(ping, headers)).status).toBe(400);
  });

  it("a missing session id is 400, an unknown one 404", async () => {
    expectRefusal(await raw.post(ping, legacyHeaders()), 400, -32000);
    expectRefusal(await raw.post(ping, legacyHeaders("0".repeat(32))), 404, -32001);
    expectRefusal(await raw.post(ping, legacyHeaders("../../etc/passwd")), 404, -32001);
  });

  it("an initialize without parameters is refused", async () => {
    const body = { jsonrpc: "2.0", id: 1, method: "initialize", params: { ...INITIALIZE, clientInfo: 7 } };
    const answer = await raw.post(body, legacyHeaders());
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get("mcp-session-id")).toBeNull();
  });
});

describe("tool calls with bad arguments", () => {
  it.each(BAD_ARGUMENTS)("$name: $param is refused by name", async ({ tool, args, param }) => {
    const { status, messages } = await raw.call(tool, args);
    expect(status).toBe(200);
    const { result } = messages[0];
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toBeUndefined();
    expect(JSON.parse(result.content[0].text)).toMatchObject({
      status: "error",
      error: { code: "invalid_parameter", param, retryable: false },
    });
  });

  it.each(["no_such_tool", "", "__proto__", "constructor", "x".repeat(5000)])(
    "tool %j is unknown",
    async (name) => {
      expectRefusal(await raw.call(name, {}), 200, -32602);
    },
  );

  it("arguments that are no object are refused", async () => {
    for (const args of [[], "text", 5, null]) {
      const { status, messages } = await raw.call("get_knowledge", args);
      expect(status).toBeLessThan(500);
      expectResponse(messages[0]);
      expect(
        messages[0].error?.code === -32602 || messages[0].result?.isError === true || args === null,
      ).toBe(true);
    }
  });

  it("__proto__ changes nobody's prototype", async () => {
    const { messages } = await raw.post(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_knowledge","arguments":{"__proto__":{"limit":0}},"_meta":${JSON.stringify(MODERN_META)}}}`,
      modernHeaders({ method: "tools/call", params: { name: "get_knowledge" } }),
    );
    expectResponse(messages[0]);
    expect(JSON.parse(messages[0].result.content[0].text).error).toMatchObject({ code: "invalid_parameter" });
  });
});
