import { execFile, type SpawnOptions, spawn } from "node:child_process";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./paths.ts";

export type Environment = Readonly<Record<string, string>>;

/** How the program is started. */
export interface Launch {
  readonly dataDir: string;
  /** Folder of the program; the checkout when left out. */
  readonly root?: string | undefined;
  readonly env?: Environment | undefined;
  /** More arguments for Node itself. */
  readonly nodeArgs?: readonly string[] | undefined;
  /** A command that ends by executing the rest of its arguments, such as `prlimit --fsize=1000`. */
  readonly wrap?: readonly string[] | undefined;
}

export interface CommandLine {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** Command, arguments and environment of `awareness <args>`; no `AWARENESS_…` setting of the caller gets in. */
export function commandLine(launch: Launch, args: readonly string[]): CommandLine {
  const { root = ROOT, env = {}, nodeArgs = [], wrap = [], dataDir } = launch;
  const [command = "", ...rest] = [
    ...wrap,
    process.execPath,
    ...nodeArgs,
    join(root, "bin", "awareness.js"),
    ...args,
  ];
  const { PATH = "" } = process.env;
  return { command, args: rest, env: { PATH, HOME: dataDir, AWARENESS_DATA_DIR: dataDir, ...env } };
}

export interface Ended {
  /** Exit code, or the name of the signal that ended it. */
  readonly end: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the program to its end, or ends it after `limitMs`, or when `killed` says so. */
export async function runToEnd(
  launch: Launch,
  args: readonly string[],
  limitMs = 45_000,
  killed?: Promise<boolean>,
): Promise<Ended> {
  const { command, args: all, env } = commandLine(launch, args);
  // Its input is left open: a stdio server must not take the end of it for its client's end.
  const options: SpawnOptions = { env, stdio: ["pipe", "pipe", "pipe"] };
  const child = spawn(command, all, options);
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const onKilled = (isMeant: boolean) => void (isMeant && child.kill("SIGKILL"));
  killed?.then(onKilled, () => {});
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  const end = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? ""));
  });
  clearTimeout(timer);
  return { end, ...output };
}

/** A token for `owner`, with a lifetime such as `366d`. @throws Error when the command fails. */
export async function mintToken(launch: Launch, owner = "tester", expires = "30d"): Promise<string> {
  const { command, args, env } = commandLine(launch, ["token", "--user", owner, "--expires", expires]);
  const { stdout } = await promisify(execFile)(command, args, { env });
  return stdout.trim();
}

/** Copies the built program, so that a build in the checkout does not change it under a long run. */
export async function copyProgram(folder: string, root = ROOT): Promise<string> {
  for (const name of ["bin", "dist", "migrations", "package.json"]) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}
