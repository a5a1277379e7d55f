import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, copyFileSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mintToken } from "../../src/auth/mint-token.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { DATABASE, migrationsDir, OWNER } from "./database.ts";
import type { Workshop } from "./workshop.ts";

/** Signs the tokens of all servers that are measured. */
export const SECRET = "a-secret-for-measuring-that-guards-nothing";

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

export interface ServerOptions {
  readonly dataDir: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node itself. */
  readonly nodeArgs?: readonly string[];
}

const START_LIMIT_MS = 30_000;

/** Environment of the program: nothing of the caller's own settings gets in. */
export function programEnvironment(dataDir: string): Record<string, string> {
  const { PATH = "" } = process.env;
  return { PATH, HOME: dataDir, AWARENESS_DATA_DIR: dataDir };
}

export const programPath = (root: string): string => path.join(root, "bin", "awareness.js");

/** `awareness serve --http` as a user starts it, its log in a file; resolves when it listens. */
export async function startServer(workshop: Workshop, options: ServerOptions): Promise<RunningServer> {
  const { dataDir, args = [], env = {}, nodeArgs = [] } = options;
  const command = [...nodeArgs, programPath(workshop.root), "serve", "--http", "--port", "0", ...args];
  const logFile = path.join(workshop.makeDir(), "log");
  const log = openSync(logFile, "w");
  const child = workshop.adopt(
    spawn(process.execPath, command, {
      env: { ...programEnvironment(dataDir), AWARENESS_JWT_SECRET: SECRET, ...env },
      stdio: ["ignore", "ignore", log],
    }),
  );
  closeSync(log);
  for (let waited = 0; waited < START_LIMIT_MS && child.exitCode === null; waited += 10) {
    const port = /^Connector URL:\s+http:\/\/[^:]+:(\d+)\//m.exec(readFileSync(logFile, "utf8"))?.[1];
    if (port !== undefined) return { pid: child.pid ?? 0, port: Number(port) };
    await sleep(10);
  }
  throw new Error(`The server did not start:\n${readFileSync(logFile, "utf8")}`);
}

/** The server to compare with; see `bench/processes/bare-server.ts`. */
export async function startBareServer(workshop: Workshop, dataDir: string): Promise<RunningServer> {
  const args = [path.join(dataDir, DATABASE), migrationsDir(workshop.root), SECRET];
  const child = workshop.adopt(fork(path.join(workshop.folder, "bare-server.js"), args, { execArgv: [] }));
  const [port] = (await once(child, "message")) as [number];
  return { pid: child.pid ?? 0, port };
}

export async function mint(owner: string = OWNER): Promise<string> {
  const options = { key: SECRET, owner, expiresInSeconds: 86_400, name: "bench", clock: systemClock };
  return (await mintToken(options)).token;
}

/** A folder with a copy of the database of another one, which nobody has open. */
export function copyData(workshop: Workshop, dataDir: string): string {
  const copy = workshop.makeDir();
  copyFileSync(path.join(dataDir, DATABASE), path.join(copy, DATABASE));
  return copy;
}

/** CPU time a process has used, seconds; `undefined` where the system does not say. */
export function cpuSeconds(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // utime and stime, in ticks of 10 ms (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
