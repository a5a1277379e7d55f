import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));

/** Bundles a TypeScript module of this folder, because Node 20 reads none, and imports it. */
export async function load(entry) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    define: { "import.meta.dirname": JSON.stringify(here) },
  });
  const folder = path.join(here, "..", "node_modules", ".cache", "awareness-torture");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${path.basename(entry, ".ts")}-${process.pid}.mjs`);
  await writeFile(file, outputFiles[0].contents);
  return { module: await import(pathToFileURL(file).href), file };
}
