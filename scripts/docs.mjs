// Writes the generated documents: docs/configuration.md, .env.example, docs/tools.md, tables in docs/secrets.md, docs/torture.md
// and the README, and docs/benchmarks.md with its pictures from the kept results of `npm run bench`, and
// docs/torture-run.md from those of `npm run torture`.
// With --check it writes nothing and fails when one of them is not current.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { configurationPage, envExample } from "./docs/configuration.mjs";
import { faultTable } from "./docs/faults.mjs";
import { figureTable } from "./docs/figures.mjs";
import { loadSource } from "./docs/load.mjs";
import { formatTable } from "./docs/secrets.mjs";
import { toolsPage, toolTable } from "./docs/tools.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

function readIfThere(file) {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return "";
  }
}

/** A document with fresh text between the markers of a generated part. */
function withPart(file, name, part, text = readIfThere(file)) {
  const pattern = new RegExp(`(<!-- ${name}:start[^>]*-->)[\\s\\S]*?(<!-- ${name}:end -->)`);
  if (!pattern.test(text)) throw new Error(`${file} lacks the markers of ${name}`);
  return text.replace(pattern, (_, start, end) => `${start}\n${part}\n${end}`);
}

const { listVariables } = await loadSource(root, "src/config/variables.ts");
const { ALL_TOOLS } = await loadSource(root, "src/mcp/tools/index.ts");
const { SECRET_FORMATS } = await loadSource(root, "src/domain/secrets/formats/all.ts");
const { CATALOGUE } = await loadSource(root, "torture/catalogue.ts");
const { readKept } = await loadSource(root, "bench/page/kept.ts");
const { benchmarkDocuments } = await loadSource(root, "bench/page/page.ts");
const { PAGE, readKeptOutcomes } = await loadSource(root, "torture/kept.ts");
const { toMarkdown } = await loadSource(root, "torture/page.ts");
const variables = listVariables();
const documents = {
  "docs/configuration.md": configurationPage(variables),
  ".env.example": envExample(variables),
  "docs/tools.md": toolsPage(ALL_TOOLS),
  "docs/secrets.md": withPart("docs/secrets.md", "formats", formatTable(SECRET_FORMATS)),
  "docs/torture.md": withPart("docs/torture.md", "faults", faultTable(CATALOGUE)),
  [PAGE]: toMarkdown(
    readKeptOutcomes(root),
    CATALOGUE.map(({ name }) => name),
  ),
  "README.md": withPart(
    "README.md",
    "figures",
    figureTable(readKeptOutcomes(root), readKept(root)),
    withPart("README.md", "tools", toolTable(ALL_TOOLS)),
  ),
  ...benchmarkDocuments(readKept(root)),
};

const stale = Object.keys(documents).filter((file) => readIfThere(file) !== documents[file]);
if (process.argv.includes("--check")) {
  for (const file of stale) process.stderr.write(`${file} is not current: run npm run docs\n`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const file of stale) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), documents[file]);
  }
}
