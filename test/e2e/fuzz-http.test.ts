import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { expectResponse } from "../helpers/expect-response.ts";
import { fuzzBytes, fuzzLimitMs, fuzzRuns, nearlyGoodMessage, parsed } from "../helpers/fuzz.ts";
import { type RawHttp, rawHttp } from "../helpers/raw-http.ts";
import { type ServerProcess, startHttpServer } from "../helpers/server-process.ts";
import { legacyHeaders, MODERN_META, modernHeaders } from "../helpers/wire.ts";

const RUNS = fuzzRuns(1000);

describe.each([
  ["stateful", {}],
  ["stateless", { AWARENESS_STATELESS_HTTP: "true" }],
] as const)("a %s HTTP server", (_mode, env) => {
  let server: ServerProcess;
  let raw: RawHttp;
  let keeper: RawHttp;
  beforeAll(async () => {
    server = await startHttpServer({ env: { ...env, AWARENESS_LOG_LEVEL: "error" } });
    raw = rawHttp(server.url, await server.mint("fuzzer"));
    keeper = rawHttp(server.url, await server.mint("keeper"));
    await keeper.call("remember", { source: "e2e", tags: [], description: "must survive" });
  });

  async function expectCivility(bytes: Buffer, headers: Record<string, string>): Promise<void> {
    const { status, messages } = await raw.post(bytes, headers);
    expect(status).toBeLessThan(500);
    // The method and the name travel as headers too: long ones are refused before anything reads the body.
    if (status === 431) return;
    for (const message of messages) {
      if (message.method !== undefined) continue;
      expectResponse(message);
      expect(message.error?.code).not.toBe(-32603);
    }
    if (status !== 202) expect(messages.length).toBeGreaterThan(0);
  }

  /** Nothing crashed, no internal error was logged, and another owner's data is what it was. */
  async function expectUnharmed(): Promise<void> {
    const { messages } = await keeper.call("get_knowledge", {});
    expect(messages[0].result.structuredContent.entries).toMatchObject([
      { data: { description: "must survive" } },
    ]);
    expect(server.stderr()).not.toContain('"level":50');
    expect(server.stderr()).not.toContain('"level":60');
  }

  it(
    "answers anything near 2026-07-28 in JSON-RPC and never with a server error",
    async () => {
      const messages = nearlyGoodMessage(MODERN_META);
      const input = fc.tuple(messages, fc.boolean()).chain(([message, agree]) =>
        fuzzBytes(fc.constant(message)).map((bytes) => ({
          bytes,
          headers: modernHeaders(agree ? (parsed(bytes) ?? message) : message),
        })),
      );
      await fc.assert(
        fc.asyncProperty(input, ({ bytes, headers }) => expectCivility(bytes, headers)),
        { numRuns: RUNS },
      );
      await expectUnharmed();
    },
    fuzzLimitMs(RUNS),
  );

  it(
    "answers anything near 2025-11-25 in JSON-RPC and never with a server error",
    async () => {
      const headers = legacyHeaders(await raw.openSession());
      await fc.assert(
        fc.asyncProperty(fuzzBytes(nearlyGoodMessage(undefined)), (bytes) => expectCivility(bytes, headers)),
        { numRuns: RUNS },
      );
      await expectUnharmed();
    },
    fuzzLimitMs(RUNS),
  );
});
