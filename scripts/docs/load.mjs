import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";

/** Imports a TypeScript module of src/, compiled for the moment; packages come from node_modules. */
export async function loadSource(root, file) {
  const folder = path.join(root, "node_modules", ".cache", "awareness-docs");
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${process.pid}-${file.replaceAll("/", "-")}.mjs`);
  await esbuild.build({
    entryPoints: [path.join(root, file)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "warning",
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
