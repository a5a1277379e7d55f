import { PassThrough } from "node:stream";
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { StdioTransport } from "../../../src/mcp/stdio-transport.ts";

const MODERN = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const INITIALIZE = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
};

function slowServer(): McpServer {
  const server = new McpServer({ name: "slow", version: "1" }, { capabilities: { tools: {} } });
  server.registerTool("wait", { inputSchema: z.object({ ms: z.number() }) }, async ({ ms }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { content: [{ type: "text", text: "done" }] };
  });
  return server;
}

/** Ids and results of everything a served connection writes until it closes. */
async function converse(
  lines: readonly object[],
): Promise<{ answers: Map<unknown, unknown>; closed: boolean }> {
  const input = new PassThrough();
  const output = new PassThrough();
  const transport = new StdioTransport(input, output);
  serveStdio(slowServer, { transport });
  const ended = vi.fn();
  const served = transport.onclose;
  transport.onclose = () => {
    served?.();
    ended();
  };
  input.end(lines.map((line) => `${JSON.stringify({ jsonrpc: "2.0", ...line })}\n`).join(""));
  await vi.waitFor(() => expect(ended).toHaveBeenCalled(), { timeout: 10_000 });
  const text = String(output.read() ?? "");
  const messages = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: unknown; result: unknown });
  return { answers: new Map(messages.map(({ id, result }) => [id, result])), closed: true };
}

const call = (id: number, ms: number, meta?: object) => ({
  id,
  method: "tools/call",
  params: { name: "wait", arguments: { ms }, ...(meta && { _meta: meta }) },
});

describe("serveStdio on the stdio transport", () => {
  it("answers a 2025 client that closes its end right after asking", async () => {
    const { answers } = await converse([
      { id: 0, method: "initialize", params: INITIALIZE },
      { method: "notifications/initialized" },
      call(1, 100),
      call(2, 0),
    ]);
    expect([...answers.keys()]).toEqual([0, 2, 1]);
    expect(answers.get(1)).toMatchObject({ content: [{ text: "done" }] });
  });

  it("answers a 2026 client that closes its end right after asking", async () => {
    const { answers } = await converse([
      { id: 0, method: "server/discover", params: { _meta: MODERN } },
      call(1, 100, MODERN),
    ]);
    expect([...answers.keys()]).toEqual([0, 1]);
    expect(answers.get(1)).toMatchObject({ content: [{ text: "done" }] });
  });

  it("answers both of a probe and the 2025 handshake that follows it", async () => {
    const { answers } = await converse([
      { id: 0, method: "server/discover", params: { _meta: MODERN } },
      { id: 1, method: "initialize", params: INITIALIZE },
      { method: "notifications/initialized" },
      call(2, 0),
    ]);
    expect([...answers.keys()]).toEqual([0, 1, 2]);
  });

  it("gives up on an answer that takes too long", async () => {
    const started = performance.now();
    const { answers } = await converse([{ id: 0, method: "initialize", params: INITIALIZE }, call(1, 5_000)]);
    expect([...answers.keys()]).toEqual([0]);
    expect(performance.now() - started).toBeLessThan(4_500);
  });
});
