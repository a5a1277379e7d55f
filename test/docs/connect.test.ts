import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ISSUER_METADATA_PATHS, MCP_METADATA_PATH, MCP_PATH } from "../../src/http/paths.ts";
import { PAGES_PATH, PROVIDER_ROUTES } from "../../src/oauth/server/routes.ts";
import { blocksOf, ROOT, readDocument, spansOf } from "./documents.ts";

const page = readDocument("docs/connect.md");
const sectionOf = (heading: string) => page.text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";

it("every JSON snippet can be pasted", () => {
  const snippets = blocksOf(page, "json").map((text) => JSON.parse(text) as object);
  expect(snippets.map((snippet) => Object.keys(snippet)[0])).toEqual([
    "servers",
    "mcpServers",
    "mcpServers",
    "mcpServers",
    "context_servers",
  ]);
});

it("says that every path is to be forwarded on which the server answers clients and people", () => {
  const { text } = page;
  const table = spansOf({
    path: "",
    text: text.slice(text.indexOf("| path "), text.indexOf("**No buffering**")),
  });
  const paths = [MCP_PATH, MCP_METADATA_PATH, ...ISSUER_METADATA_PATHS, ...Object.values(PROVIDER_ROUTES)];
  const isForwarded = (path: string) =>
    table.some(
      (listed) => listed === path || (listed.endsWith("/*") && path.startsWith(listed.slice(0, -1))),
    );
  for (const path of [...paths, PAGES_PATH, `${PAGES_PATH}/account`, "/authorize/1", "/health", "/ready"]) {
    expect(isForwarded(path), path).toBe(true);
  }
});

it("quotes pages and errors as the server says them", () => {
  const folders = ["src/oauth", "src/config", "src/http", "src/auth"];
  const source = folders
    .flatMap(filesBelow)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const symptoms = [...sectionOf("When it fails").matchAll(/^\| (?!what you see|---)(.*?) \| /gm)];
  const quoted = symptoms.flatMap(([, symptom = ""]) =>
    [...symptom.matchAll(/\*\*(.+?)\*\*|`([^`]* [^`]*)`/g)].map(([, title, said]) => title ?? said ?? ""),
  );
  expect(quoted.length).toBeGreaterThan(10);
  expect(quoted.filter((text) => !source.includes(text))).toEqual([]);
});

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
