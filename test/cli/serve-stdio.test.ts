import { once } from "node:events";
import { expect, it } from "vitest";
import { finish, makeFolder, run, start, untilSaid } from "./support.ts";

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

it("stdout carries the protocol alone, and closing stdin soon ends the process with 0", async () => {
  const child = start(["serve"], { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_LOG_LEVEL: "trace" });
  child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
  const said = await untilSaid(child.stdout, "\n");
  expect(JSON.parse(said)).toMatchObject({ id: 1, result: { serverInfo: { name: "awareness" } } });
  const closedAt = Date.now();
  child.stdin.end();
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(Date.now() - closedAt).toBeLessThan(4_000);
});

it.each(["SIGTERM", "SIGINT"] as const)("%s ends it with 0 while stdin stays open", async (signal) => {
  const child = start(["serve"], { AWARENESS_DATA_DIR: makeFolder() });
  child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
  await untilSaid(child.stdout, "\n");
  child.kill(signal);
  expect((await finish(child)).code).toBe(0);
});

it("a client that goes before it says a word is no error", async () => {
  const { code, stdout } = await run(["serve"], { AWARENESS_DATA_DIR: makeFolder() });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
});

it("a client that never reads stderr is still answered", async () => {
  const child = start(["serve"], { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_LOG_LEVEL: "trace" });
  child.stderr.pause();
  child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
  const last = 3000;
  for (let id = 2; id <= last; id += 1) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method: "x".repeat(200) })}\n`);
  }
  await untilSaid(child.stdout, `"id":${last}`);
  child.stdin.end();
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});
