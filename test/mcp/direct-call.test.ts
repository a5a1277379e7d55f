import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { FULL_ACCESS } from "../../src/domain/principal.ts";
import { createDirectCall } from "../../src/http/direct-call.ts";
import type { Exchange } from "../../src/http/exchange.ts";
import { createStatelessRoute } from "../../src/http/mcp-modern.ts";
import { createStreamGuard } from "../../src/http/stream-guard.ts";
import { createServerFactory } from "../../src/mcp/server.ts";
import { Harness } from "../helpers/mcp-harness.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "parity", version: "1" },
};
type Call = { name?: unknown; arguments?: unknown; _meta?: object; [other: string]: unknown };

/** The shortcut for ordinary tool calls must be invisible: same status, same body as the SDK's own path. */
describe("the direct answer to tools/call", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.open();
    const client = await harness.client();
    await client.ok("remember", { source: "s", tags: ["t"], description: "ü 👩‍👩‍👧", content: { a: 1 } });
  });
  afterAll(() => harness.close());

  function exchange(name: string, headers: Record<string, string | undefined> = {}): Exchange {
    const all = {
      host: "localhost",
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
      ...headers,
    };
    return {
      requestId: "r",
      method: "POST",
      path: "/mcp",
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
      query: "",
      rawHeaders: [],
      peerAddress: "127.0.0.1",
      remoteAddress: "127.0.0.1",
      isHttps: false,
      signal: new AbortController().signal,
      onOver: (callback) => callback(),
      readBody: async () => Buffer.alloc(0),
      principal: { owner: parseOwner("alice"), scopes: FULL_ACCESS, by: "t" },
      access: { rpcMethod: "tools/call" },
    };
  }
  const message = (params: Call, over: object = {}) => ({
    jsonrpc: "2.0",
    id: 7,
    method: "tools/call",
    params: { _meta: META, ...params },
    ...over,
  });

  async function both(params: Call, over: object = {}, headers: Record<string, string | undefined> = {}) {
    const body = message(params, over);
    const direct = await createDirectCall(harness.runtime)(exchange(String(params.name), headers), body);
    const address = { publicUrl: undefined, mountPath: "" };
    const sdk = createStatelessRoute({
      runtime: harness.runtime,
      makeServer: createServerFactory(harness.runtime),
      guard: createStreamGuard({ clock: harness.clock, hasEnded: async () => false }),
      address,
      maxStreamsPerOwner: 1,
    });
    const reference = await sdk.handle(exchange(String(params.name), headers), body);
    await sdk.close();
    return { direct, reference };
  }

  it.each([
    ["get_stats", {}],
    ["get_knowledge", { limit: 5 }],
    ["get_knowledge", { limit: -1 }],
    ["get_tags", undefined],
    ["get_briefing", {}],
    ["get_history", { entry_id: "nope" }],
    ["delete_entry", { tags: ["none"] }],
  ])("is what the SDK answers for %s %j", async (name, args) => {
    const { direct, reference } = await both({ name, ...(args && { arguments: args }) });
    expect(direct?.status).toBe(reference.status);
    expect(JSON.parse(String(direct?.body))).toEqual(JSON.parse(String(reference.body)));
    expect(direct?.headers["content-type"]).toBe(reference.headers["content-type"]);
  });

  it.each([
    ["an unknown tool", { name: "nope" }, {}, {}],
    ["arguments that are no object", { name: "get_stats", arguments: [] }, {}, {}],
    [
      "another revision",
      { name: "get_stats", _meta: { ...META, "io.modelcontextprotocol/protocolVersion": "2099-01-01" } },
      {},
      {},
    ],
    [
      "missing capabilities",
      { name: "get_stats", _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } },
      {},
      {},
    ],
    [
      "odd capabilities",
      { name: "get_stats", _meta: { ...META, "io.modelcontextprotocol/clientCapabilities": { roots: 5 } } },
      {},
      {},
    ],
    [
      "a log level",
      { name: "get_stats", _meta: { ...META, "io.modelcontextprotocol/logLevel": "info" } },
      {},
      {},
    ],
    ["input responses", { name: "get_stats", inputResponses: {} }, {}, {}],
    ["a null id", { name: "get_stats" }, { id: null }, {}],
    ["a fractional id", { name: "get_stats" }, { id: 1.5 }, {}],
    ["an extra member", { name: "get_stats" }, { extra: 1 }, {}],
    ["a missing method header", { name: "get_stats" }, {}, { "mcp-method": undefined }],
    ["a wrong name header", { name: "get_stats" }, {}, { "mcp-name": "get_tags" }],
    ["a missing version header", { name: "get_stats" }, {}, { "mcp-protocol-version": undefined }],
  ] as const)("leaves %s to the SDK", async (_what, params, over, headers) => {
    const direct = await createDirectCall(harness.runtime)(
      exchange(String(params.name), headers),
      message(params, over),
    );
    expect(direct).toBeUndefined();
  });

  it("leaves a caller without the scope to the SDK", async () => {
    const weak: Exchange = {
      ...exchange("remember"),
      principal: { owner: parseOwner("a"), scopes: ["memory:read"], by: "t" },
    };
    expect(
      await createDirectCall(harness.runtime)(weak, message({ name: "remember", arguments: {} })),
    ).toBeUndefined();
  });
});
