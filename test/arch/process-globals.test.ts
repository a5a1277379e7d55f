import { expect, it } from "vitest";
import { readSources, withoutComments } from "./source-files.ts";

const sources = readSources().map(({ path, text }) => ({ path, code: withoutComments(text) }));

function filesNaming(pattern: RegExp): readonly string[] {
  return sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}

it("only cli/main.ts sees the environment and the arguments", () => {
  expect(filesNaming(/process\.(env|argv)|\{[^}]*\b(env|argv)\b[^}]*\}\s*=\s*process\b/)).toEqual([
    "src/cli/main.ts",
  ]);
});

it("stdout, which carries the protocol over stdio, is named only in the CLI and the stdio transport", () => {
  const allowed = /^src\/(cli\/|mcp\/stdio)/;
  const writers = filesNaming(/\bstdout\b|console\./);
  expect(writers).toContain("src/cli/main.ts");
  expect(writers.filter((path) => !allowed.test(path))).toEqual([]);
});

it("the time comes from the injected clock", () => {
  expect(filesNaming(/\bDate\.now\(|new Date\(\)/)).toEqual(["src/domain/clock.ts"]);
});
