import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One numbered schema change. */
export interface Migration {
  readonly number: number;
  /** File name without `.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file's text, hex. */
  readonly checksum: string;
  /** The lowest schema number whose programs still work once this one is applied: a line `-- serves: 4`, else its own. */
  readonly serves: number;
}

const SERVES = /^-- serves: (\d+)$/m;
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * Reads `0001_name.sql`, `0002_name.sql`, … in order.
 * @throws Error when the folder is unreadable, a name does not fit or a number is missing: a broken installation.
 */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const migrations = names.map((name) => readMigration(folder, name));
  for (const [index, { number, name }] of migrations.entries()) {
    if (number !== index + 1) throw new Error(`Migration ${name} should have number ${index + 1}`);
  }
  if (migrations.length === 0) throw new Error("There are no migrations");
  return migrations;
}

function readMigration(folder: string, fileName: string): Migration {
  const digits = FILE_NAME.exec(fileName)?.[1];
  if (digits === undefined) throw new Error(`Migration ${fileName} is not named 0001_name.sql`);
  // A checkout on Windows may turn line ends around; the statements are the same.
  const sql = readFileSync(join(folder, fileName), "utf8").replaceAll("\r\n", "\n");
  const checksum = createHash("sha256").update(sql, "utf8").digest("hex");
  const number = Number(digits);
  const serves = Number(SERVES.exec(sql)?.[1] ?? number);
  return { number, name: fileName.slice(0, -".sql".length), sql, checksum, serves };
}
