import { randomBytes, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, copyFile, link, mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AwarenessError } from "../domain/errors.ts";
import { MIN_SECRET_BYTES } from "./own-issuer.ts";

const FILE_NAME = "jwt-secret";

/** A fresh signing secret: 256 random bits as 43 URL-safe characters. */
export function generateSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The signing secret kept in the data folder (file `jwt-secret`, mode 0600; the folder is created with 0700). Made on
 * first use; when several processes start at once they all get the same one. A file that others may read, say after a
 * restore from a backup, is closed to them.
 * @throws AwarenessError `unavailable` when the file is too short, or cannot be read or written.
 */
export async function loadOrCreateSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, FILE_NAME);
  try {
    const kept = await readIfThere(path);
    if (kept !== undefined) {
      await closeToOthers(path);
      return checkLength(kept);
    }
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await createExclusively(dataDir, path, generateSecret());
    return checkLength((await readFile(path, "utf8")).trim());
  } catch (error) {
    throw error instanceof AwarenessError ? error : toUnavailable(error);
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Left alone where the file belongs to somebody else; `awareness doctor` warns of it. */
async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o600).catch(() => undefined);
}

/** Puts a complete file in place at one stroke; when another process was faster, theirs stays. */
async function createExclusively(dataDir: string, path: string, secret: string): Promise<void> {
  const temporary = join(dataDir, `.${FILE_NAME}.${randomUUID()}`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${secret}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await linkOrCopy(temporary, path);
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

function checkLength(secret: string): string {
  if (Buffer.byteLength(secret, "utf8") >= MIN_SECRET_BYTES) return secret;
  throw new AwarenessError(
    "unavailable",
    `The file ${FILE_NAME} in the data folder holds fewer than 32 bytes; remove it to get a new secret (tokens minted so far end), or set AWARENESS_JWT_SECRET.`,
  );
}

function toUnavailable(error: unknown): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The signing secret cannot be kept in the data folder (${errorCode(error) ?? "unknown error"}); make the folder AWARENESS_DATA_DIR writable or set AWARENESS_JWT_SECRET.`,
    { cause: error },
  );
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
