import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../helpers/any-client.ts";
import { fuzzBytes, nearlyGoodMessage } from "../helpers/fuzz.ts";
import { startStdioServer } from "../helpers/stdio-process.ts";
import { expectResponse, INITIALIZE, MODERN_META } from "../helpers/wire.ts";

const RUNS = 3000;
const NEWLINES = /[\r\n]/;

it.each(["2026-07-28", "2025-11-25"] as const)(
  "a stdio server answers anything near %s in JSON-RPC and goes on",
  async (era) => {
    const meta = era === "2026-07-28" ? MODERN_META : undefined;
    const server = startStdioServer({ env: { AWARENESS_LOG_LEVEL: "error" } });
    const good = { ...(meta && { _meta: meta }) };
    if (meta === undefined) await server.request("open", "initialize", INITIALIZE);
    await server.request("open too", "tools/list", good);

    let round = 0;
    const oneLine = fuzzBytes(nearlyGoodMessage(meta)).filter(
      (bytes) => !NEWLINES.test(bytes.toString("latin1")),
    );
    const property = fc.asyncProperty(oneLine, async (bytes) => {
      round += 1;
      const from = server.lines.length;
      await server.write(Buffer.concat([bytes, Buffer.from("\n")]));
      // Whatever that was, the next good request is answered, and by then so is it unless it is slow.
      expect(await server.request(`check ${round}`, "tools/list", good)).toMatchObject({ result: {} });
      for (const line of server.lines.slice(from)) {
        const message: Json = JSON.parse(line);
        if (message.method !== undefined) continue;
        expectResponse(message);
        expect(message.error?.code).not.toBe(-32603);
      }
    });
    await fc.assert(property, { numRuns: RUNS });

    server.end();
    expect(await server.exited).toBe(0);
    for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
    expect(server.stderr()).toBe("");
  },
  180_000,
);
