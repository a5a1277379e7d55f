import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { AwarenessError } from "../domain/errors.ts";
import { createExclusively, errorCode, replaceFile, withLock } from "./secret-files.ts";
import {
  formatSecrets,
  isEnded,
  MAX_SECRETS,
  MIN_SECRET_BYTES,
  parseSecrets,
  type StoredSecret,
  secretId,
} from "./secret-lines.ts";

const FILE_NAME = "jwt-secret";

/** A fresh signing secret: 256 random bits as 43 URL-safe characters. */
export function generateSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The signing secrets kept in the data folder (file `jwt-secret`, mode 0600; the folder is created with 0700), the one
 * that signs first. Made on first use; when several processes start at once they all get the same one. A file that
 * others may read, say after a restore from a backup, is closed to them.
 * @throws AwarenessError `unavailable` when a secret is too short, or the file cannot be read or written.
 */
export async function loadOrCreateSecrets(dataDir: string): Promise<readonly StoredSecret[]> {
  return guarded(async () => {
    const kept = await readSecrets(dataDir);
    if (kept !== undefined) return kept.length > 0 ? kept : await startAnew(dataDir);
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await createExclusively(dataDir, FILE_NAME, `${generateSecret()}\n`);
    return (await readSecrets(dataDir)) ?? [];
  });
}

/** After all secrets were ended; of several processes the first one makes the new secret. */
function startAnew(dataDir: string): Promise<readonly StoredSecret[]> {
  return change(dataDir, (secrets) => (secrets.length > 0 ? secrets : [{ secret: generateSecret() }]));
}

/** The secret of the data folder that signs. @throws as `loadOrCreateSecrets`. */
export async function loadOrCreateSecret(dataDir: string): Promise<string> {
  const [first] = await loadOrCreateSecrets(dataDir);
  if (first === undefined) throw tooShort();
  return first.secret;
}

/** The secrets that are there, none when all were ended; `undefined` without a file. @throws AwarenessError `unavailable`. */
export function findSecrets(dataDir: string): Promise<readonly StoredSecret[] | undefined> {
  return guarded(() => readSecrets(dataDir));
}

/**
 * Puts a fresh secret in front of the others; answers all. Processes that do so at once come one after the other.
 * @throws AwarenessError `unavailable` when there are six already.
 */
export async function rotateSecret(dataDir: string, clock: Clock): Promise<readonly StoredSecret[]> {
  await loadOrCreateSecrets(dataDir);
  return change(dataDir, (secrets) => {
    if (secrets.length >= MAX_SECRETS) throw tooMany();
    return [{ secret: generateSecret(), createdAt: clock.now() }, ...secrets];
  });
}

/** Ends the secrets for which `isOver` says so; answers those that are left. Of the last one the file stays, to say so. */
export function dropSecrets(
  dataDir: string,
  isOver: (id: string) => boolean,
): Promise<readonly StoredSecret[]> {
  return change(dataDir, (secrets) => secrets.filter(({ secret }) => !isOver(secretId(secret))));
}

function change(
  dataDir: string,
  edit: (secrets: readonly StoredSecret[]) => readonly StoredSecret[],
): Promise<readonly StoredSecret[]> {
  return guarded(() =>
    withLock(dataDir, FILE_NAME, async () => {
      const before = (await readSecrets(dataDir)) ?? [];
      const after = edit(before);
      await replaceFile(dataDir, FILE_NAME, formatSecrets(after));
      return after;
    }),
  );
}

async function readSecrets(dataDir: string): Promise<readonly StoredSecret[] | undefined> {
  const path = join(dataDir, FILE_NAME);
  try {
    const text = await readFile(path, "utf8");
    const { mode, mtimeMs } = await stat(path);
    // Left alone where the file belongs to somebody else; `awareness doctor` warns of it.
    if ((mode & 0o077) !== 0) await chmod(path, 0o600).catch(() => undefined);
    const secrets = parseSecrets(text);
    if (isEnded(text)) return [];
    if (!secrets.every(isLongEnough) || secrets.length === 0) throw tooShort();
    // The first secret of a folder comes without a line about its time: the file itself is as old.
    const [only, ...others] = secrets;
    return only === undefined || others.length > 0 ? secrets : [{ createdAt: Math.floor(mtimeMs), ...only }];
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isLongEnough({ secret }: StoredSecret): boolean {
  return Buffer.byteLength(secret, "utf8") >= MIN_SECRET_BYTES;
}

function tooShort(): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The file ${FILE_NAME} in the data folder holds a line of fewer than 32 bytes, or nothing; remove it to get a new secret (tokens minted so far end), or set AWARENESS_JWT_SECRET.`,
  );
}

function tooMany(): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The file ${FILE_NAME} in the data folder holds ${MAX_SECRETS} secrets, which is the most; awareness keys drop ends the old ones.`,
  );
}

async function guarded<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AwarenessError ? error : toUnavailable(error);
  }
}

function toUnavailable(error: unknown): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The signing secret cannot be kept in the data folder (${errorCode(error) ?? "unknown error"}); make the folder AWARENESS_DATA_DIR writable or set AWARENESS_JWT_SECRET.`,
    { cause: error },
  );
}
