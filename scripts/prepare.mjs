// Builds dist/ from src/. Does nothing when dist is current; --force builds anyway.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./build/bundle.mjs";
import { makeCodeCache } from "./build/code-cache.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dist = path.join(root, "dist");
const force = process.argv.includes("--force");
const stamp = path.join(dist, ".hash");

/** Everything the bundle is made of, in a fixed order. */
function listInputs() {
  if (!existsSync(path.join(root, "src"))) return [];
  const files = ["src", "scripts"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => path.join(item.parentPath, item.name)),
  );
  return [...files.sort(), path.join(root, "package.json"), path.join(root, "package-lock.json")];
}

function hashInputs(files) {
  // The code cache is of use to one version of Node only.
  const hash = createHash("sha256").update(process.version);
  for (const file of files.filter((name) => existsSync(name))) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

async function loadBundler() {
  try {
    return await import("esbuild");
  } catch (error) {
    if (error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/**
 * Moves the finished files into dist, the entry last, so that a start at any moment finds a whole program. Programs are
 * named by their text, so two builds at once agree. Those of earlier builds stay for an hour, because an entry read a
 * moment ago may still load them; --force drops them, which is what a package wants.
 */
function replaceDist(built) {
  mkdirSync(dist, { recursive: true });
  const fresh = readdirSync(built);
  const isEntry = (file) => file === "main.js";
  for (const file of [...fresh.filter((name) => !isEntry(name)), ...fresh.filter(isEntry)]) {
    renameSync(path.join(built, file), path.join(dist, file));
  }
  const cutoff = force ? Number.POSITIVE_INFINITY : Date.now() - 3_600_000;
  for (const file of readdirSync(dist).filter((name) => name !== ".hash" && !fresh.includes(name))) {
    const stale = path.join(dist, file);
    if ((statSync(stale, { throwIfNoEntry: false })?.mtimeMs ?? 0) < cutoff)
      rmSync(stale, { recursive: true, force: true });
  }
}

async function main() {
  const inputs = listInputs();
  const current = existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
  // A package from the registry carries dist and no src: nothing to build from.
  if (inputs.length === 0 && current !== undefined) return;
  const hash = hashInputs(inputs);
  if (hash === current && !force) return;
  const esbuild = await loadBundler();
  if (esbuild === undefined) {
    if (current !== undefined) return;
    throw new Error("dist is missing and esbuild is not installed: run npm ci with development dependencies");
  }
  const built = `${dist}-new-${process.pid}`;
  try {
    await bundle(esbuild, root, built);
    await makeCodeCache(root, built);
    replaceDist(built);
    writeFileSync(path.join(built, ".hash"), hash);
    renameSync(path.join(built, ".hash"), stamp);
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
