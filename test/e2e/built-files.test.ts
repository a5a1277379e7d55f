import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectClient } from "../helpers/clients.ts";
import { ROOT } from "../helpers/program.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

it("the built program holds nothing but ASCII, as its loader takes it", () => {
  const dist = join(ROOT, "dist");
  const parts = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const others = parts.filter((name) => readFileSync(join(dist, name)).some((byte) => byte > 0x7f));
  expect(parts.length).toBeGreaterThan(5);
  expect(others).toEqual([]);
});

it("the built program knows letters beyond ASCII", async () => {
  const client = await connectClient("v2 modern", { kind: "stdio", dataDir: makeTempDir() });
  await client.callTool("remember", { source: "s", tags: [], description: "Über größere Äpfel" });
  const { json } = await client.callTool("search", { query: "Äpfel" });
  expect(json.results[0].language).toBe("de");
  await client.close();
});
