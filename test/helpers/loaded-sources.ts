import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Environment, ROOT } from "./program.ts";
import { makeTempDir } from "./temp-dir.ts";

/** Notes what processes of the built program load. */
export interface LoadNotes {
  /** Settings for those that are to be noted. */
  readonly env: Environment;
  /** Of those that have ended since the last call: paths of the sources of all parts they have loaded. */
  sources(): readonly string[];
  /** How many have ended since the start. */
  ended(): number;
}

const PRELOAD = join(ROOT, "test/helpers/loaded-parts.cjs");

export function noteLoads(): LoadNotes {
  const folder = join(makeTempDir(), "loaded");
  mkdirSync(folder);
  const read = new Set<string>();
  return {
    env: { NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`, LOADED_PARTS_FOLDER: folder },
    ended: () => readdirSync(folder).length,
    sources() {
      const fresh = readdirSync(folder).filter((file) => !read.has(file));
      for (const file of fresh) read.add(file);
      const parts = new Set(
        fresh.flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly string[]),
      );
      return [...parts].flatMap(sourcesOf);
    },
  };
}

/** What a part of the program was made of, by its source map. */
function sourcesOf(part: string): readonly string[] {
  const map = readFileSync(join(ROOT, "dist", `${part}.map`), "utf8");
  return (JSON.parse(map) as { readonly sources: readonly string[] }).sources;
}
