import { lstat, stat } from "node:fs/promises";
import type { DatabaseTarget } from "../config/config.ts";
import { describeDatabase } from "../config/database-url.ts";
import { AwarenessError } from "../domain/errors.ts";
import { writeWhole } from "./whole-file.ts";

/**
 * Copies a database file as it is at one moment to `to`, where the copy replaces an older one, and nothing else, when it is
 * whole and on the disk. Servers may run meanwhile. Answers the bytes of the copy.
 * @throws AwarenessError `conflict` for Postgres, and for a place where a database is in use or a file is that is no copy; `unavailable`.
 */
export async function backUp(database: DatabaseTarget, to: string): Promise<number> {
  if (database.kind === "postgres") {
    throw refusal(
      "The database is on a Postgres server. Back it up with pg_dump, or copy it with awareness copy.",
    );
  }
  const { path } = database;
  if ((await look(path, stat)) === undefined) {
    throw refusal(`${describeDatabase(database)} is not there, so there is nothing to back up.`);
  }
  if (await isSameFile(path, to)) throw refusal(`${to} is the database itself. Choose another place.`);
  for (const helper of [`${to}-wal`, `${to}-journal`])
    if ((await look(helper)) !== undefined) {
      throw refusal(`${helper} is there, so ${to} is a database in use. Choose another place.`);
    }
  const { backUpSqlite, isOurFile } = await import("../store/sqlite/back-up.ts");
  if (!(await isReplaceable(to, isOurFile))) {
    throw refusal(`${to} is not a copy that awareness made. Name another file, or remove this one.`);
  }
  await writeWhole(to, (_, draft) => backUpSqlite(path, draft));
  return (await stat(to)).size;
}

/** What is no file at all, and no folder, is not replaced either; a folder is told of when the copy is put there. */
async function isReplaceable(path: string, isOurFile: (path: string) => Promise<boolean>): Promise<boolean> {
  const found = await look(path, stat);
  if (found === undefined || found.isDirectory()) return true;
  return found.isFile() && (found.size === 0 || isOurFile(path));
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [found, wanted] = await Promise.all([look(one, stat), look(other, stat)]);
  return found !== undefined && found.ino === wanted?.ino && found.dev === wanted.dev;
}

/** `undefined` when nothing is there that can be looked at. */
const look = (path: string, how: typeof stat | typeof lstat = lstat) => how(path).catch(() => undefined);

const refusal = (message: string) => new AwarenessError("conflict", message);
