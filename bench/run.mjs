// Measures the figures of the README: bundles the benches, which are TypeScript, into a folder for the moment.
//   npm run bench                    every figure, a few minutes
//   npm run bench -- --quick         a smoke run of all of them, without judging
//   npm run bench -- http-calls      one figure (or several), by the names of the files in bench/figures
//   npm run bench -- --json          the same as one JSON object on stdout
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const cache = path.join(root, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
// Beside node_modules, so that the one native package is found from there.
const folder = mkdtempSync(path.join(cache, "awareness-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
])
  process.once(signal, () => process.exit(code));

const built = spawnSync(process.execPath, [path.join(root, "scripts", "prepare.mjs")], { stdio: "inherit" });
if (built.status !== 0) process.exit(1);
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ["bench/main.ts", "bench/processes/bare-server.ts", "bench/processes/load-client.ts"],
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
process.exitCode = await main(process.argv.slice(2), { root, folder });
