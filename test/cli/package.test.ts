import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { makeFolder } from "./support.ts";

const ROOT = join(import.meta.dirname, "../..");
const exec = promisify(execFile);

it("the packed package runs from an empty folder, without its sources", async () => {
  const folder = makeFolder();
  const home = join(folder, "node_modules", manifest.name);
  mkdirSync(home, { recursive: true });
  // The scripts would build what the test run has built already.
  const { stdout } = await exec(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--pack-destination", folder, ROOT],
    { cwd: folder },
  );
  const [{ filename }] = JSON.parse(stdout);
  await exec("tar", ["-xzf", join(folder, filename), "-C", home, "--strip-components=1"]);
  expect(readdirSync(home).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "bin",
    "dist",
    "migrations",
    "package.json",
  ]);
  symlinkSync(join(ROOT, "node_modules/better-sqlite3"), join(folder, "node_modules/better-sqlite3"));

  const bin = join(home, manifest.bin.awareness);
  const env = { PATH: process.env.PATH, AWARENESS_DATA_DIR: join(folder, "data") };
  expect((await exec(process.execPath, [bin, "--version"], { cwd: folder, env })).stdout).toBe(
    `${manifest.version}\n`,
  );
  const minted = await exec(process.execPath, [bin, "token"], { cwd: folder, env });
  expect(minted.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
});

it("two builds at once leave one whole program and nothing else, and a third one leaves it alone", async () => {
  const folder = makeFolder();
  for (const part of ["src", "scripts", "bin", "migrations", "package.json", "package-lock.json"]) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const build = () => exec(process.execPath, ["scripts/prepare.mjs"], { cwd: folder });
  for (const { stdout, stderr } of await Promise.all([build(), build()])) expect(stdout + stderr).toBe("");
  expect(readdirSync(folder).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
  const programs = readdirSync(join(folder, "dist")).filter((name) => /^(main|program-.*)\.js$/.test(name));
  expect(programs).toHaveLength(2);
  const built = statSync(join(folder, "dist/main.js"));
  await build();
  expect(statSync(join(folder, "dist/main.js"))).toMatchObject({ ino: built.ino, mtimeMs: built.mtimeMs });
  const { stdout } = await exec(process.execPath, ["bin/awareness.js", "--version"], { cwd: folder });
  expect(stdout).toBe(`${manifest.version}\n`);
});
