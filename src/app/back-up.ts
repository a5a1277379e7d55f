import { lstat, stat } from "node:fs/promises";
import type { DatabaseTarget } from "../config/config.ts";
import { describeDatabase } from "../config/database-url.ts";
import { AwarenessError } from "../domain/errors.ts";
import { writeWhole } from "./whole-file.ts";

/**
 * Copies a database file as it is at one moment to `to`, where the copy replaces an older one when it is whole and on
 * the disk. Servers may run meanwhile. Answers the bytes of the copy.
 * @throws AwarenessError `conflict` for Postgres, and for a place where a database is in use; `unavailable`.
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
  const { backUpSqlite } = await import("../store/sqlite/back-up.ts");
  await writeWhole(to, (_, draft) => backUpSqlite(path, draft));
  return (await stat(to)).size;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [found, wanted] = await Promise.all([look(one, stat), look(other, stat)]);
  return found !== undefined && found.ino === wanted?.ino && found.dev === wanted.dev;
}

/** `undefined` when nothing is there that can be looked at. */
const look = (path: string, how: typeof stat | typeof lstat = lstat) => how(path).catch(() => undefined);

const refusal = (message: string) => new AwarenessError("conflict", message);
