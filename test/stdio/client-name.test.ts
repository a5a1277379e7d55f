import { expect, it } from "vitest";
import { startStdioServer } from "../helpers/stdio-process.ts";
import { MODERN_META } from "../helpers/wire.ts";

it("a 2026-07-28 client is named in what it writes, also after something that the shortcut does not answer", async () => {
  const server = startStdioServer();
  const _meta = MODERN_META;
  const note = { source: "s", tags: [], description: "d" };
  const call = (id: number, name: string, args: object) =>
    server.request(id, "tools/call", { name, arguments: args, _meta });
  await call(1, "remember", note);
  await server.request(2, "resources/list", { _meta });
  await call(3, "remember", note);
  const { result } = await call(4, "get_knowledge", {});
  const { entries } = JSON.parse(result.content[0].text);
  expect(entries.map((entry: { written_by: { client: string } }) => entry.written_by.client)).toEqual([
    "raw",
    "raw",
  ]);
  expect(await server.kill("SIGTERM")).toBe(0);
});
