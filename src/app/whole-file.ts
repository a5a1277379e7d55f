import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AwarenessError } from "../domain/errors.ts";

/**
 * Lets `write` fill an empty file that only its owner may read, and puts it in its place when it is whole and on the
 * disk: whoever looks, also after a loss of power, finds the old one or the new one. A killed process may leave the
 * unfinished one behind, as `<path>.<12 hex digits>.tmp`, and with it what `write` makes beside it.
 * @throws AwarenessError `unavailable` when the place cannot be written.
 */
export async function writeWhole(
  path: string,
  write: (file: FileHandle, draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeNew(draft, write);
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw explain(error);
  }
}

async function writeNew(
  path: string,
  write: (file: FileHandle, draft: string) => Promise<void>,
): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await write(file, path);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Until then the new name may be gone after a loss of power. Windows opens no folders and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const folder = await open(path, "r");
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    // Some file systems know no such thing, and some folders may be written and not read: the file is there all the same.
    const { code = "" } = error as NodeJS.ErrnoException;
    if (FAILING.includes(code)) throw error;
  }
}

const FAILING: readonly string[] = ["EIO", "ENOSPC"];

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is none",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function explain(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const problem = error instanceof AwarenessError ? undefined : PROBLEMS[code];
  if (problem === undefined) return error;
  return new AwarenessError("unavailable", `The file cannot be written: ${problem}. Choose another place.`, {
    cause: error,
  });
}
