import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { readSources } from "./source-files.ts";

it("the file of a tool bears its name", () => {
  const files = readdirSync(join(import.meta.dirname, "../../src/mcp/tools"))
    .filter((file) => file !== "index.ts")
    .map((file) => file.replace(/\.ts$/, "").replaceAll("-", "_"));
  expect(files.sort()).toEqual(ALL_TOOLS.map(({ name }) => name).sort());
  for (const { path, text } of readSources().filter((source) => source.path.startsWith("src/mcp/tools/"))) {
    const [, name = "index"] = /defineTool\(\{\s*name: "([a-z_]+)"/.exec(text) ?? [];
    expect(path).toBe(`src/mcp/tools/${name.replaceAll("_", "-")}.ts`);
  }
});

it("every tool says all four hints, and none that reads only is called destructive", () => {
  for (const { hints } of ALL_TOOLS) {
    expect(Object.values(hints).map((hint) => typeof hint)).toEqual(Array(4).fill("boolean"));
    expect(hints.readOnlyHint && hints.destructiveHint).toBe(false);
  }
});
