import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** A document for people, by its path from the root. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), "utf8") };
}

/** The README and the pages of docs/; decisions tell what was, and may name what is gone. */
export function allDocuments(): readonly Document[] {
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...pages.map((name) => `docs/${name}`)].map(readDocument);
}

/** Fenced blocks of a language; of all when left out. */
export function blocksOf({ text }: Document, language?: string): readonly string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, named]) => language === undefined || named === language)
    .map(([, , content = ""]) => content);
}

/** What stands between single backticks, outside of fenced blocks. */
export function spansOf({ text }: Document): readonly string[] {
  const prose = text.replace(/^```\w*\n.*?^```$/gms, "");
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span.replace(/\s+/g, " "));
}
