import { PassThrough } from "node:stream";
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { FULL_ACCESS } from "../../src/domain/principal.ts";
import { createDirectStdio } from "../../src/mcp/direct-stdio.ts";
import { isError, isNotification, isRequest, isResult } from "../../src/mcp/message-guards.ts";
import { LEGACY_REVISIONS } from "../../src/mcp/protocol.ts";
import { serveStdioMcp } from "../../src/mcp/stdio.ts";
import { connectSdk } from "../../src/mcp/stdio-sdk.ts";
import { StdioTransport } from "../../src/mcp/stdio-transport.ts";
import { Harness } from "../helpers/mcp-harness.ts";

const principal = { owner: parseOwner("alice"), scopes: FULL_ACCESS, by: "stdio" };
const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "parity", version: "1" },
};
const request = (id: number, method: string, params?: object) => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params && { params }),
});
const initialize = (params: object = {}) =>
  request(0, "initialize", {
    protocolVersion: "2025-06-18",
    capabilities: { roots: { listChanged: true }, sampling: {} },
    clientInfo: { name: "old", version: "1" },
    ...params,
  });
const INITIALIZED = { jsonrpc: "2.0", method: "notifications/initialized" };

/** Sends messages one after the other, each after the answer to the one before. */
async function converse(
  input: PassThrough,
  output: PassThrough,
  messages: readonly object[],
): Promise<unknown[]> {
  const answers: unknown[] = [];
  let buffered = "";
  for (const message of messages) {
    input.write(`${JSON.stringify(message)}\n`);
    if (!("id" in message)) continue;
    while (!buffered.includes("\n")) {
      buffered += String(output.read() ?? "");
      if (!buffered.includes("\n")) await new Promise((resolve) => output.once("readable", resolve));
    }
    const end = buffered.indexOf("\n");
    answers.push(JSON.parse(buffered.slice(0, end)));
    buffered = buffered.slice(end + 1);
  }
  return answers;
}

describe("stdio answers that do without the SDK", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.open();
    const note = { source: "s", tags: ["t"], description: "ü 👩‍👩‍👧", content: { a: 1 } };
    await (await harness.client()).ok("remember", note);
  });
  afterAll(() => harness.close());

  async function ours(messages: readonly object[]): Promise<unknown[]> {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const service = serveStdioMcp({
      runtime: harness.runtime,
      principal,
      input,
      output,
      log: harness.runtime.log,
    });
    const answers = await converse(input, output, messages);
    await service.close();
    return answers;
  }
  async function theSdks(messages: readonly object[]): Promise<unknown[]> {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const transport = new StdioTransport(input, output);
    const { runtime } = harness;
    const sdk = connectSdk({ runtime, principal, transport, log: runtime.log, opening: [] });
    transport.onmessage = (message) => sdk.deliver(message as never);
    await transport.start();
    const answers = await converse(input, output, messages);
    await sdk.close();
    return answers;
  }
  /** True when no message of the conversation needed the SDK. */
  function allDirect(messages: readonly object[]): boolean {
    const direct = createDirectStdio(harness.runtime, principal);
    return messages.every((message) => direct.answer(message as never) !== undefined);
  }

  const call = (id: number, name: string, args?: object, extra: object = {}) =>
    request(id, "tools/call", { name, ...(args && { arguments: args }), ...extra });
  const calls: [string, object | undefined][] = [
    ["get_stats", {}],
    ["get_stats", undefined],
    ["get_knowledge", { limit: 5 }],
    ["get_knowledge", { limit: -1 }],
    ["get_history", { entry_id: "nope" }],
  ];
  const legacy = [
    initialize(),
    INITIALIZED,
    request(1, "ping"),
    request(2, "tools/list"),
    request(3, "tools/list", { _meta: { progressToken: 7 } }),
    ...calls.map(([name, args], index) => call(10 + index, name, args)),
  ];
  const modern = [
    request(1, "server/discover", { _meta: META }),
    request(2, "tools/list", { _meta: META }),
    ...calls.map(([name, args], index) => call(10 + index, name, args, { _meta: META })),
  ];

  it.each([
    ["2025-era", legacy],
    ["2026-07-28", modern],
  ])("are the SDK's, for a %s client", async (_era, messages) => {
    expect(allDirect(messages)).toBe(true);
    expect(await ours(messages)).toEqual(await theSdks(messages));
  });

  it.each(["2025-11-25", "2025-03-26", "2024-11-05", "2026-07-28", "1999-01-01"])(
    "negotiate %s as the SDK does",
    async (protocolVersion) => {
      const messages = [initialize({ protocolVersion })];
      expect(await ours(messages)).toEqual(await theSdks(messages));
    },
  );

  it("know the revisions the SDK knows", () => {
    expect(LEGACY_REVISIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS);
  });

  it.each([
    ["a list of resources", [...legacy, request(90, "resources/list"), call(91, "get_stats", {})]],
    ["an unknown tool", [...legacy, call(90, "no_such_tool", {}), request(91, "ping")]],
    ["arguments that are no object", [initialize(), INITIALIZED, call(90, "get_stats", [1])]],
    ["a second initialize", [initialize(), INITIALIZED, { ...initialize(), id: 90 }]],
    [
      "an initialize with more to it",
      [initialize({ capabilities: { experimental: { x: { y: 1 } } } }), request(90, "ping")],
    ],
    ["an initialize that lacks the client", [request(0, "initialize", { protocolVersion: "2025-06-18" })]],
    ["a call before initialize", [call(90, "get_stats", {})]],
    [
      "a subscription",
      [initialize(), INITIALIZED, request(90, "resources/subscribe", { uri: "awareness://briefing" })],
    ],
    [
      "a resource, in 2026-07-28",
      [...modern, request(90, "resources/list", { _meta: META }), call(91, "get_stats", {}, { _meta: META })],
    ],
    ["an unknown method, in 2026-07-28", [request(90, "no/such", { _meta: META })]],
    [
      "another revision",
      [
        call(
          90,
          "get_stats",
          {},
          { _meta: { ...META, "io.modelcontextprotocol/protocolVersion": "2099-01-01" } },
        ),
      ],
    ],
  ])("go over to the SDK with %s, and nobody notices", async (_what, messages) => {
    expect(allDirect(messages)).toBe(false);
    expect(await ours(messages)).toEqual(await theSdks(messages));
  });

  it("keep the client's name for what it writes, before and after", async () => {
    const write = (id: number) => call(id, "remember", { source: "named", tags: [], description: `${id}` });
    await ours([initialize(), INITIALIZED, write(1), request(2, "prompts/list"), write(3)]);
    const { entries } = await (await harness.client()).ok("get_knowledge", { source: "named" });
    expect(entries.map((entry: { written_by: object }) => entry.written_by)).toEqual([
      { by: "stdio", client: "old", tool: "remember" },
      { by: "stdio", client: "old", tool: "remember" },
    ]);
  });

  it("judge messages as the SDK does", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.constant(null),
      fc.boolean(),
      fc.constant({}),
      fc.constant([]),
    );
    const meta = fc.oneof(
      value,
      fc.record({ progressToken: value }),
      fc.record({ "io.modelcontextprotocol/related-task": fc.oneof(value, fc.record({ taskId: value })) }),
    );
    const params = fc.oneof(value, fc.record({ _meta: meta }), fc.record({ a: value }));
    const message = fc.record(
      {
        jsonrpc: fc.oneof({ weight: 5, arbitrary: fc.constant("2.0") }, value),
        id: value,
        method: fc.oneof({ weight: 3, arbitrary: fc.constant("ping") }, value),
        params,
        result: fc.oneof(value, fc.record({ _meta: value })),
        error: fc.oneof(value, fc.record({ code: value, message: value }, { requiredKeys: [] })),
        extra: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(message, (one) => {
        expect(isRequest(one)).toBe(isJSONRPCRequest(one));
        expect(isNotification(one)).toBe(isJSONRPCNotification(one));
        expect(isResult(one)).toBe(isJSONRPCResultResponse(one));
        expect(isError(one)).toBe(isJSONRPCErrorResponse(one));
      }),
      { numRuns: 5000 },
    );
  });
});
