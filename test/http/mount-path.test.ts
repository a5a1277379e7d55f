import { expect, it } from "vitest";
import { toLogPath, toRoutePath } from "../../src/http/paths.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

const OPEN = [
  "/health",
  "/ready",
  "/.well-known/oauth-protected-resource",
  "/.well-known/oauth-protected-resource/mcp",
];

it("probes and metadata answer at the root and under the mount path, the endpoint only under it", async () => {
  await using door = await openFrontDoor({ config: { mountPath: "/secret" } });
  for (const path of OPEN) {
    expect([path, (await call(door, path)).status]).toEqual([path, 200]);
    expect([path, (await call(door, `/secret${path}`)).status]).toEqual([path, 200]);
  }
  const post = async (path: string): Promise<number> =>
    (await call(door, path, { method: "POST", token: door.token })).status;
  expect(await post("/secret/mcp")).toBe(200);
  const outside = [
    "/mcp",
    "/secretX/mcp",
    "/secret",
    "/secret/",
    "/secret//mcp",
    "//secret/mcp",
    "/SECRET/mcp",
    "/x/secret/mcp",
    "/secret/secret/mcp",
    "/%73ecret/mcp",
  ];
  expect(await Promise.all(outside.map(post))).toEqual(outside.map(() => 404));
});

it("the metadata is also found where RFC 9728 puts it for a resource with a path", async () => {
  await using door = await openFrontDoor({ config: { mountPath: "/secret" } });
  const { json } = await call(door, "/.well-known/oauth-protected-resource/secret/mcp");
  expect(json.resource).toBe(`http://127.0.0.1:${door.port}/secret/mcp`);
});

it("the endpoint under a mount path asks for a token", async () => {
  await using door = await openFrontDoor({ config: { mountPath: "/a/b" } });
  expect((await call(door, "/a/b/mcp")).status).toBe(401);
});

it("a query is no part of a path", () => {
  expect(toRoutePath("/mcp?x=/health", "")).toBe("/mcp");
  expect(toRoutePath("/a/mcp?x", "/a")).toBe("/mcp");
  expect(toRoutePath("?/mcp", "")).toBe("");
});

it("long segments, which may be tokens, are masked for the log", () => {
  expect(toLogPath("/.well-known/oauth-protected-resource/mcp")).toBe(
    "/.well-known/oauth-protected-resource/mcp",
  );
  expect(toLogPath(`/x/${"t".repeat(33)}/y`)).toBe("/x/*/y");
  expect(toLogPath("/nothing")).toBe("/nothing");
});
