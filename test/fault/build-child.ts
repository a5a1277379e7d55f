import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { makeTempDir } from "../helpers/temp-dir.ts";

const require = createRequire(import.meta.url);

/** The native driver cannot be bundled: it is loaded from where it is installed. */
const driverStaysOutside: Plugin = {
  name: "driver",
  setup({ onResolve }) {
    onResolve({ filter: /^better-sqlite3$/ }, () => ({
      path: require.resolve("better-sqlite3"),
      external: true,
    }));
  },
};

/** Bundles `children/<name>.ts` into a program that plain Node runs; answers its path. */
export async function buildChild(name: string): Promise<string> {
  const outfile = join(makeTempDir(), `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "children", `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [driverStaysOutside],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}

export interface ChildResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a built child; `ended` never rejects. */
export function startChild(program: string, args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    texts.stderr += chunk;
  });
  const ended: Promise<ChildResult> = once(child, "close").then(([code, signal]) => ({
    code,
    signal,
    ...texts,
  }));
  return { child, ended };
}

export function runChild(program: string, ...args: readonly string[]): Promise<ChildResult> {
  return startChild(program, args).ended;
}
