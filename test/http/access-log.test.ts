import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { AccessFields } from "../../src/http/exchange.ts";
import { readMcpBody } from "../../src/http/mcp-request.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

it("a request is one line with what an operator needs, and the owner only as a hash", async () => {
  await using door = await openFrontDoor({
    mcp: async ({ access }) => {
      access.rpcMethod = "tools/call";
      access.tool = "remember";
      access.era = "modern";
      return { status: 202, headers: {} };
    },
  });
  await call(door, "/mcp?note=private", { method: "POST", token: door.token, body: "private content" });
  expect(door.log).toHaveLength(1);
  const line = JSON.parse(door.log[0] ?? "");
  expect(line).toMatchObject({
    level: 30,
    msg: "request",
    method: "POST",
    path: "/mcp",
    status: 202,
    rpcMethod: "tools/call",
    tool: "remember",
    era: "modern",
    owner: createHash("sha256").update("alice").digest("hex").slice(0, 12),
  });
  expect(line.ms).toBeGreaterThanOrEqual(0);
  expect(line.request_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(door.log.join("")).not.toMatch(/private|alice/);
});

it("a method of the client's own choosing is not written down", async () => {
  const access = (body: object) => {
    const exchange = {
      headers: { "content-type": "application/json" },
      readBody: async () => Buffer.from(JSON.stringify(body)),
      access: {} as AccessFields,
    };
    return readMcpBody(exchange as never).then(() => exchange.access.rpcMethod);
  };
  expect(await access({ method: "resources/templates/list" })).toBe("resources/templates/list");
  expect(await access({ method: "my private note" })).toBe("other");
  expect(await access({ method: "eyJhbGciOiJIUzI1NiJ9" })).toBe("other");
});

it("refusals are logged too, probes only at debug", async () => {
  await using door = await openFrontDoor();
  await call(door, "/mcp");
  await call(door, "/mcp", { headers: { host: "evil" } });
  await call(door, "/health");
  await call(door, "/ready");
  const lines = door.log.map((line) => JSON.parse(line));
  expect(lines.map(({ path, status, level }) => [path, status, level])).toEqual([
    ["/mcp", 401, 30],
    ["/mcp", 403, 30],
    ["/health", 200, 20],
    ["/ready", 200, 20],
  ]);
});
