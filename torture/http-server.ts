import { spawn } from "node:child_process";
import { atEndOfFile } from "../test/helpers/end-of-file.ts";
import { findLeak } from "./leaks.ts";
import { commandLine, type Launch } from "./program.ts";

/** Runs in the server first: it dies when the process that started it does, however that ends. */
const DIE_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("end", () => process.kill(process.pid, "SIGKILL")).resume().unref?.();',
)}`;

const URL_LINE = /^Connector URL:\s+(\S+)$/m;
const START_LIMIT_MS = 45_000;

/** A running `awareness serve --http`. */
export interface HttpServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<number | string>;
  stderr(): string;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

/** Starts the server and waits until it listens. @throws Error with its stderr when it ends before. */
export async function startHttp(launch: Launch, port = 0): Promise<HttpServer> {
  const nodeArgs = [...(launch.nodeArgs ?? []), "--import", DIE_WITH_PARENT];
  const { command, args, env } = commandLine({ ...launch, nodeArgs }, [
    ...["serve", "--http", "--port", String(port)],
  ]);
  const child = spawn(command, args, { env, stdio: ["pipe", "ignore", "pipe"] });
  child.stdin?.on("error", () => {});
  // Whoever started it may have failed before it could end it.
  atEndOfFile(() => void child.kill("SIGKILL"));
  let stderr = "";
  const exited = new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const leak = findLeak(stderr);
      if (leak === undefined) resolve(code ?? signal ?? "");
      else reject(new Error(`The server wrote ${leak} to its log`));
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The server ${why}:\n${stderr}`));
    const timer = setTimeout(() => fail("did not announce its URL in time"), START_LIMIT_MS);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-100_000);
      const found = URL_LINE.exec(stderr)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    exited.then((end) => {
      clearTimeout(timer);
      fail(`ended with ${end}`);
    }, reject);
  });
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    exited,
    stderr: () => stderr,
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
  };
}
