import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { requireNoLeak } from "../../torture/leaks.ts";
import { atEndOfFile } from "./end-of-file.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BIN = fileURLToPath(new URL("../../bin/awareness.js", import.meta.url));

/**
 * Runs in the server before anything else: its stdin is a pipe from the tests, so when they die, however they die, the
 * server dies too. Not for stdio servers, which end with their stdin anyway.
 */
const DIE_WITH_TESTS = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("end", () => process.kill(process.pid, "SIGKILL")).resume().unref?.();',
)}`;

export type Environment = Readonly<Record<string, string>>;

/** Where and with which settings the program runs. Nothing of the caller's own `AWARENESS_…` settings gets in. */
export interface ProgramOptions {
  readonly dataDir: string;
  readonly env?: Environment;
  readonly args?: readonly string[];
}

export function programEnvironment({ dataDir, env }: ProgramOptions): Record<string, string> {
  const { PATH = "" } = process.env;
  return { PATH, HOME: dataDir, AWARENESS_DATA_DIR: dataDir, ...env };
}

/** Command and arguments of `awareness <args>` from the build. */
export function programCommand(args: readonly string[]): {
  readonly command: string;
  readonly args: string[];
} {
  return { command: process.execPath, args: [BIN, ...args] };
}

/** Runs a command to its end and answers its stdout without the last newline. @throws Error when it fails. */
export async function runProgram(options: ProgramOptions): Promise<string> {
  const { command, args } = programCommand(options.args ?? []);
  const { stdout } = await promisify(execFile)(command, args, { env: programEnvironment(options) });
  return stdout.trimEnd();
}

/** A process of the program whose end is looked after: nothing outlives the test file. */
export interface ProgramProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything written to stderr so far. */
  stderr(): string;
  /** Exit code, or the name of the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Sends a signal (none when it has already ended) and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export function startProgram(
  options: ProgramOptions & { readonly stdin: "protocol" | "watched" },
): ProgramProcess {
  const { command, args } = programCommand(options.args ?? []);
  const preload = options.stdin === "watched" ? ["--import", DIE_WITH_TESTS] : [];
  const child = spawn(command, [...preload, ...args], { env: programEnvironment(options), stdio: "pipe" });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A write to a program that has just died is the business of whoever waits for its answer.
  child.stdin.on("error", () => {});
  const exited = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? 0));
  });
  const kill = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  atEndOfFile(async () => {
    await kill("SIGKILL").catch(() => {});
    requireNoLeak(stderr);
  });
  return { child, stderr: () => stderr, exited, kill };
}
