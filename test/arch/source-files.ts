import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports, types and dynamic imports included: package names, or paths like `path`. */
  readonly imports: readonly string[];
}

/** Every TypeScript file below `src/`. */
export function readSources(): readonly SourceFile[] {
  return readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readSource(join(ROOT, "src", name)));
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;

function readSource(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(IMPORT)].map(([, target = ""]) =>
    target.startsWith(".") ? relative(ROOT, join(dirname(file), target)) : target,
  );
  return { path: relative(ROOT, file), text, imports };
}

/** The code of a file without comments and strings' contents, as far as a search for names needs it. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** First folder below `src/`. */
export function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}
