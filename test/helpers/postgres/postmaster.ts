import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { TOOL_ENVIRONMENT, type Tools } from "./tools.ts";

const START_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 10;

/**
 * Becomes Postgres, after leaving a watcher behind. Descriptor 3 comes from the tests: a line on it says that the server
 * has ended as wished; its end without one says that the tests have died, however they died, and the watcher ends the
 * server and removes its folder. SIGQUIT comes first because Postgres then frees its shared memory. Forked twice, the
 * watcher is no child of Postgres, which takes the end of an unknown child for a crash.
 */
const WATCHED = `
folder=$1; shift
children() { cat /proc/$$/task/$$/children || pgrep -P $$; }
alive() { kill -0 $$ && ! grep -q '^State:.Z' /proc/$$/status; }
( (
  trap '' INT TERM HUP QUIT; cd /
  read -r told <&3 && exit
  if alive; then kill -CONT $(children) $$; kill -QUIT $$; fi
  n=0; while alive && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
  if alive; then kill -STOP $$; kill -KILL $(children) $$; fi
  rm -rf "$folder"
) >/dev/null 2>&1 & )
exec "$@" 3<&-
`;

/** One life of a server. */
export interface Postmaster {
  readonly pid: number;
  /** False as soon as it has ended. */
  isRunning(): boolean;
  readonly exited: Promise<void>;
}

/** Starts Postgres on `folder`/data and waits until it takes connections. @throws Error with its log when it does not. */
export async function startPostmaster(
  tools: Tools,
  folder: string,
  args: readonly string[],
): Promise<Postmaster> {
  const logPath = join(folder, "log");
  const log = openSync(logPath, "w");
  const command = [join(tools.binDir, "postgres"), "-D", join(folder, "data"), ...args];
  const child = spawn("/bin/sh", ["-c", WATCHED, "sh", folder, ...command], {
    ...tools.account,
    cwd: folder,
    env: TOOL_ENVIRONMENT,
    stdio: ["ignore", log, log, "pipe"],
    // Ctrl-C is for the tests: they end the server in good order.
    detached: true,
  });
  closeSync(log);
  const line = child.stdio[3] as Duplex;
  line.on("error", () => {});
  let running = true;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      running = false;
      line.end("over\n");
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });
  const postmaster = { pid: child.pid ?? 0, isRunning: () => running, exited };
  if (await isReady(postmaster, folder)) return postmaster;
  child.kill("SIGKILL");
  await exited;
  throw new Error(`Postgres did not start:\n${await readFile(logPath, "utf8")}`);
}

async function isReady(postmaster: Postmaster, folder: string): Promise<boolean> {
  const limit = Date.now() + START_LIMIT_MS;
  while (postmaster.isRunning() && Date.now() < limit) {
    const lines = (await readFile(join(folder, "data", "postmaster.pid"), "utf8").catch(() => "")).split(
      "\n",
    );
    // The file of a server that was killed is still there: its first line is that one's id.
    if (Number(lines[0]) === postmaster.pid && lines[7]?.trim() === "ready") return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}
