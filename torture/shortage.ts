import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Launch } from "./program.ts";
import { ONE_OWNER } from "./station.ts";

const run = promisify(execFile);

/** A way to run out of space, and to get some more while the server runs. */
export interface Shortage {
  readonly name: string;
  /** Makes space short in a folder that is there. */
  arrange(dataDir: string): Promise<Launch>;
  /** Answers false when only a new server can have more. */
  relieve(dataDir: string, pid: number): Promise<boolean>;
  /** Takes back what `arrange` did. */
  undo(dataDir: string): Promise<void>;
}

/** A mounted file system of 3 MB, in memory; for root alone. */
const smallDisk: Shortage = {
  name: "a full disk",
  async arrange(dataDir) {
    await run("mount", ["-t", "tmpfs", "-o", "size=3m,mode=700", "awareness-test", dataDir]);
    return { dataDir, env: ONE_OWNER };
  },
  async relieve(dataDir) {
    await run("mount", ["-o", "remount,size=30m", dataDir]);
    return true;
  },
  async undo(dataDir) {
    await run("umount", ["--lazy", dataDir]);
  },
};

const LIMIT_IN_BLOCKS_OF_512 = 3900;

/** The beginning of a command whose files may not grow beyond so many blocks of 512 bytes. */
export const limitFiles = (blocks: number) => ["sh", "-c", `ulimit -S -f ${blocks} && exec "$@"`, "sh"];

const fileLimit: Shortage = {
  name: "a limit on file sizes",
  arrange: async (dataDir) => ({ dataDir, env: ONE_OWNER, wrap: limitFiles(LIMIT_IN_BLOCKS_OF_512) }),
  async relieve(_, pid) {
    if (process.platform !== "linux") return false;
    await run("prlimit", ["--pid", String(pid), "--fsize=unlimited:"]);
    return true;
  },
  undo: async () => {},
};

/** Mounting is for root; what everybody has is a limit. `dataDir`: an empty folder to try it in. */
export async function findShortages(dataDir: string): Promise<readonly Shortage[]> {
  try {
    await smallDisk.arrange(dataDir);
  } catch {
    return [fileLimit];
  }
  await smallDisk.undo(dataDir);
  return [smallDisk, fileLimit];
}
