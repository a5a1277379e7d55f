import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readKept } from "./kept.ts";
import { benchmarkDocuments } from "./page.ts";
import { PICTURES } from "./plots.ts";

/** Writes the page and its pictures from the kept results, and removes pictures of results that are gone. */
export function writePage(root: string): void {
  const documents = benchmarkDocuments(readKept(root));
  mkdirSync(path.join(root, PICTURES), { recursive: true });
  for (const file of strayPictures(root, documents)) rmSync(path.join(root, file));
  for (const [file, text] of Object.entries(documents)) writeFileSync(path.join(root, file), text);
}

/** Pictures that belong to no kept result, by path from the root. */
export function strayPictures(root: string, documents: Readonly<Record<string, string>>): readonly string[] {
  const folder = path.join(root, PICTURES);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).map((name) => `${PICTURES}/${name}`);
  return files.filter((file) => !(file in documents));
}
