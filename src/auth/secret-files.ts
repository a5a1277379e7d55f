import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chown, copyFile, link, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AwarenessError } from "../domain/errors.ts";

/** How long a change waits for another one to be done, ms; it takes a few. */
const LOCK_PATIENCE_MS = 5000;
const LOCK_POLL_MS = 20;

/** Puts a complete file in place at one stroke; when another process was faster, theirs stays. */
export async function createExclusively(folder: string, name: string, text: string): Promise<void> {
  await withTemporary(folder, name, text, (temporary) => linkOrCopy(temporary, join(folder, name)));
}

/**
 * Replaces a file at one stroke: a reader, or a crash at any moment, finds the old text or the new one. It stays its
 * owner's, so that a server can still read what an administrator has changed.
 */
export async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  const { uid, gid } = await stat(path);
  await withTemporary(folder, name, text, async (temporary) => {
    await chown(temporary, uid, gid).catch(() => undefined);
    await rename(temporary, path);
  });
  await syncFolder(folder);
}

/**
 * Keeps other processes out while `work` changes a file.
 * @throws AwarenessError `unavailable` when another one does not come to its end.
 */
export async function withLock<Value>(
  folder: string,
  name: string,
  work: () => Promise<Value>,
): Promise<Value> {
  const lock = join(folder, `.${name}.lock`);
  const endsAt = performance.now() + LOCK_PATIENCE_MS;
  while (!(await takeLock(lock))) {
    if (performance.now() > endsAt) throw lockedError(name);
    await sleep(LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function lockedError(name: string): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `Another process is changing ${name} in the data folder. If none is, one was ended in the middle: remove the file .${name}.lock there and try again.`,
    { retryable: true },
  );
}

async function withTemporary(
  folder: string,
  name: string,
  text: string,
  use: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await use(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to).catch((error: unknown) => {
      if (errorCode(error) === "EEXIST") throw error;
      // Some file systems have no hard links.
      return copyFile(from, to, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

/** Makes a new name last through a power failure, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
