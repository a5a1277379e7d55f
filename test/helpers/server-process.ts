import { type Environment, type ProgramProcess, runProgram, startProgram } from "./program.ts";
import { makeTempDir } from "./temp-dir.ts";

export interface ServerProcessOptions {
  readonly env?: Environment;
  /** More arguments of `serve --http --port 0`. */
  readonly args?: readonly string[];
  /** Default: a new folder. */
  readonly dataDir?: string;
}

/** A real HTTP server of the built program. */
export interface ServerProcess {
  /** Of the MCP endpoint, as the server announced it. */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly exited: Promise<number | NodeJS.Signals>;
  stderr(): string;
  /** A token for `owner` (default `tester`) from `awareness token`. */
  mint(owner?: string, args?: readonly string[]): Promise<string>;
  /** Sends the signal and waits for the end; answers the exit code or the signal's name. */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** SIGTERM. */
  stop(): Promise<number | NodeJS.Signals>;
}

const START_LIMIT_MS = 20_000;
const URL_LINE = /^Connector URL:\s+(\S+)$/m;

function announcedUrl(program: ProgramProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The server ${why}:\n${program.stderr()}`));
    const timer = setTimeout(() => fail("did not announce its URL in time"), START_LIMIT_MS);
    program.child.stderr.on("data", () => {
      const found = URL_LINE.exec(program.stderr())?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    program.exited.then((end) => {
      clearTimeout(timer);
      fail(`ended with ${end}`);
    }, reject);
  });
}

/** Starts `awareness serve --http` on a free port and waits until it listens. @throws Error with its stderr when it does not. */
export async function startHttpServer(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const { env = {}, dataDir = makeTempDir() } = options;
  const port = options.args?.includes("--port") ? [] : ["--port", "0"];
  const args = ["serve", "--http", ...port, ...(options.args ?? [])];
  const program = startProgram({ dataDir, env, args, stdin: "watched" });
  const url = await announcedUrl(program);
  return {
    url,
    dataDir,
    pid: program.child.pid ?? 0,
    exited: program.exited,
    stderr: program.stderr,
    mint: (owner = "tester", more = []) =>
      runProgram({ dataDir, env, args: ["token", "--user", owner, ...more] }),
    kill: program.kill,
    stop: () => program.kill("SIGTERM"),
  };
}
