import { expect, it } from "vitest";
import { INSTRUCTIONS } from "../../../src/mcp/instructions.ts";
import { ALL_RESOURCES } from "../../../src/mcp/resources/index.ts";
import { ALL_TOOLS } from "../../../src/mcp/tools/index.ts";

it("the instructions are at most 1,500 characters", () => {
  expect(INSTRUCTIONS.length).toBeLessThanOrEqual(1500);
});

it("every tool and resource they name exists", () => {
  const tools = ALL_TOOLS.map(({ name }) => name);
  const named = INSTRUCTIONS.match(/\b(get|add|update|learn|suppress|register|create)_\w+/g) ?? [];
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !tools.includes(name))).toEqual([]);
  const uris: readonly string[] = INSTRUCTIONS.match(/awareness:\/\/\w+/g) ?? [];
  expect(uris).toEqual(ALL_RESOURCES.map(({ uri }) => uri).filter((uri) => uris.includes(uri)));
  expect(uris).toHaveLength(1);
});
