import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { ROOT } from "../../torture/paths.ts";
import { commandLine } from "../../torture/program.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

let root: string;

/** The program as it is while `npm ci` has not compiled its database driver. */
beforeAll(() => {
  root = makeTempDir();
  for (const name of ["bin", "dist", "migrations", "package.json"]) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  const [from, to] = [join(ROOT, "node_modules"), join(root, "node_modules")];
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== "better-sqlite3") symlinkSync(join(from, name), join(to, name));
  }
  for (const part of ["lib", "package.json"]) {
    cpSync(join(from, "better-sqlite3", part), join(to, "better-sqlite3", part), { recursive: true });
  }
});

it.each([["serve"], ["token"], ["doctor"], ["search", "x"]])(
  "a driver that is not compiled is told of in one line with the remedy, by %s",
  async (...args) => {
    const { command, args: all, env } = commandLine({ dataDir: makeTempDir(), root }, args);
    const output = await new Promise<string>((resolve) => {
      execFile(command, all, { env }, (error, stdout, stderr) =>
        resolve(`${error?.code ?? 0}\n${stdout}${stderr}`),
      );
    });
    expect(output).toContain("Run `npm rebuild better-sqlite3` where awareness is installed");
    expect(output).not.toMatch(/^0\n/);
    expect(output).not.toContain(root);
    expect(output).not.toMatch(/Tried|\n\s+at /);
  },
);
