import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
];

/** Bundles a TypeScript program, and those it starts, into a folder for the moment, and calls its `main`. */
export async function runBundled(entry, args, others = []) {
  const cache = path.join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  // Beside node_modules, so that the one native package is found from there.
  const folder = mkdtempSync(path.join(cache, "awareness-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const [signal, code] of SIGNALS) process.once(signal, () => process.exit(code));
  const built = spawnSync(process.execPath, [path.join(root, "scripts", "prepare.mjs")], {
    stdio: "inherit",
  });
  if (built.status !== 0) return 1;
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry, ...others],
    entryNames: "[name]",
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["better-sqlite3"],
    logLevel: "warning",
    banner: {
      js: 'import{createRequire as benchRequire}from"node:module";const require=benchRequire(import.meta.url);',
    },
  });
  await esbuild.stop();
  const { main } = await import(pathToFileURL(path.join(folder, "main.js")).href);
  return main(args, { root, folder });
}
