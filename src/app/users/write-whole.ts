import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { AwarenessError } from "../../domain/errors.ts";

/**
 * Writes a file that only its owner may read, and puts it in its place when it is whole and on the disk: whoever looks finds
 * the old one or the new one.
 * @throws AwarenessError `unavailable` when the place cannot be written.
 */
export async function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeNew(draft, pieces);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw explain(error);
  }
}

async function writeNew(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of pieces) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

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
