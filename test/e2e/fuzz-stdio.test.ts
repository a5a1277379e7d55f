import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../helpers/any-client.ts";
import { expectResponse } from "../helpers/expect-response.ts";
import { answerIdOf, fuzzBytes, fuzzLimitMs, fuzzRuns, nearlyGoodMessage } from "../helpers/fuzz.ts";
import { startStdioServer } from "../helpers/stdio-process.ts";
import { INITIALIZE, MODERN_META } from "../helpers/wire.ts";

const RUNS = fuzzRuns(1500);
const NEWLINES = /[\r\n]/;

it.each(["2026-07-28", "2025-11-25"] as const)(
  "a stdio server answers everything near %s in JSON-RPC and goes on",
  async (era) => {
    const server = startStdioServer({ env: { AWARENESS_LOG_LEVEL: "error" } });
    const meta = era === "2026-07-28" ? MODERN_META : undefined;
    const good = { ...(meta && { _meta: meta }) };
    if (meta === undefined) await server.request("open", "initialize", INITIALIZE);
    await server.request("open too", "tools/list", good);

    const oneLine = fuzzBytes(nearlyGoodMessage(meta)).filter(
      (bytes) => !NEWLINES.test(bytes.toString("latin1")),
    );
    const property = fc.asyncProperty(oneLine, async (bytes) => {
      const from = server.lines.length;
      await server.write(Buffer.concat([bytes, Buffer.from("\n")]));
      const id = answerIdOf(bytes);
      const isAnswer = (message: Json) => message.method === undefined && message.id === id;
      if (id !== undefined) await server.waitFor(isAnswer, from);
      expect(await server.request("check", "prompts/list", good)).toMatchObject({ result: {} });
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
    expect(server.stderr()).toBe("");
  },
  fuzzLimitMs(RUNS),
);
