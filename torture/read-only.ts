import { execFile } from "node:child_process";
import { chmodSync, chownSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Launch, mintToken } from "./program.ts";
import { makeDatabase, ONE_OWNER } from "./station.ts";

const run = promisify(execFile);

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root may write everywhere, so its server becomes nobody before anything else. */
const DROP_ROOT = `data:text/javascript,${encodeURIComponent(
  `process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`,
)}`;

/** A way to take the right to write away from a database at rest. */
export interface Lock {
  readonly what: string;
  /** `dataDir`: an empty folder, of which nobody else knows. */
  make(dataDir: string, texts: readonly string[]): Promise<ReadOnly>;
}

/** A database that may be read only. */
export interface ReadOnly {
  readonly launch: Launch;
  readonly token: string;
  readonly database: string;
  /** All its bytes. */
  readonly before: Buffer;
  /** Gives the right to write back. */
  unlock(): Promise<void>;
  /** Leaves nothing behind that only we can remove. */
  undo(): Promise<void>;
}

const byPermission = (what: string, modes: { readonly file: number; readonly folder: number }): Lock => ({
  what,
  async make(dataDir, texts) {
    const made = await fill(dataDir, texts);
    if (isRoot) {
      for (const name of readdirSync(dataDir)) chownSync(join(dataDir, name), NOBODY, NOBODY);
      chownSync(dataDir, NOBODY, NOBODY);
    }
    chmodSync(made.database, modes.file);
    chmodSync(dataDir, modes.folder);
    const launch: Launch = { dataDir, env: ONE_OWNER, nodeArgs: isRoot ? ["--import", DROP_ROOT] : [] };
    const unlock = async () => {
      chmodSync(dataDir, 0o700);
      chmodSync(made.database, 0o600);
    };
    return { ...made, launch, unlock, undo: unlock };
  },
});

/** Nobody writes there, not even root. */
const byMount: Lock = {
  what: "a read-only file system",
  async make(dataDir, texts) {
    await run("mount", ["-t", "tmpfs", "-o", "size=30m,mode=700", "awareness-test", dataDir]);
    const undo = () => run("umount", ["--lazy", dataDir]).then(() => undefined);
    try {
      const made = await fill(dataDir, texts);
      await run("mount", ["-o", "remount,ro", dataDir]);
      const unlock = () => run("mount", ["-o", "remount,rw", dataDir]).then(() => undefined);
      return { ...made, launch: { dataDir, env: ONE_OWNER }, unlock, undo };
    } catch (error) {
      await undo();
      throw error;
    }
  },
};

async function fill(dataDir: string, texts: readonly string[]) {
  await makeDatabase(dataDir, texts);
  const token = await mintToken({ dataDir });
  const database = join(dataDir, "awareness.db");
  return { token, database, before: readFileSync(database) };
}

const PERMISSIONS: readonly Lock[] = [
  byPermission("a read-only file", { file: 0o400, folder: 0o700 }),
  byPermission("a read-only folder", { file: 0o600, folder: 0o500 }),
  byPermission("a read-only file in a read-only folder", { file: 0o400, folder: 0o500 }),
];

/** Mounting is for root alone. `folder`: where it may be tried. */
export async function findLocks(folder: string): Promise<readonly Lock[]> {
  const trial = await mkdtemp(join(folder, "mount-"));
  const mounted = await run("mount", ["-t", "tmpfs", "awareness-test", trial]).then(
    () => true,
    () => false,
  );
  if (mounted) await run("umount", ["--lazy", trial]);
  await rm(trial, { recursive: true });
  return mounted ? [...PERMISSIONS, byMount] : PERMISSIONS;
}

/** What a refused write says. */
export const READ_ONLY_REFUSAL = {
  code: "unavailable",
  reason: "read_only",
  retryable: false,
  message: "The database is read-only; nothing was stored. Give write permission to it and its folder.",
} as const;
