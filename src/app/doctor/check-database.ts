import type { Config, DatabaseTarget, SqliteTarget } from "../../config/config.ts";
import { describeDatabase } from "../../config/database-url.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

/** The engine, the database and its schema. Reads only. */
export async function checkDatabase(
  config: Pick<Config, "database" | "strictDatabase" | "databaseConnections">,
  packageRoot: string,
  clock: Clock,
): Promise<readonly Finding[]> {
  const { database } = config;
  if (database.kind === "sqlite") return checkFile(database, packageRoot);
  const { inspectPostgres } = await import("../../store/postgres/inspect.ts");
  const findings = await inspectPostgres({
    url: database.url,
    place: describeDatabase(database),
    strict: config.strictDatabase,
    connections: config.databaseConnections,
    clock,
    log: createLogger("silent", { write: () => {} }),
  });
  const reached = findings.every(({ check, status }) => check !== "server" || status === "pass");
  return reached ? [...findings, await checkSchema(database, packageRoot)] : findings;
}

async function checkFile(target: SqliteTarget, packageRoot: string): Promise<readonly Finding[]> {
  try {
    const { inspectSqlite } = await import("../../store/sqlite/inspect.ts");
    const findings = await inspectSqlite(target.path);
    return [
      ...findings.map((finding) => namePath(finding, target.path)),
      await checkSchema(target, packageRoot),
    ];
  } catch (error) {
    // The native addon is loaded at its first use.
    const detail = `SQLite cannot be used: ${reasonOf(error)}`;
    return [fail("sqlite", detail, "Run npm rebuild better-sqlite3, or npm ci.")];
  }
}

function namePath(finding: Finding, path: string): Finding {
  return finding.check === "file" ? { ...finding, detail: `${path}: ${finding.detail}` } : finding;
}

async function checkSchema(target: DatabaseTarget, packageRoot: string): Promise<Finding> {
  const { readStatus } = await import("../migrations.ts");
  try {
    const { current, newest, pending } = await readStatus(target, packageRoot);
    if (current === 0)
      return pass("schema", `no database yet; the first start creates it with schema ${newest}`);
    return pending.length === 0
      ? pass("schema", `${current}, the newest`)
      : warn("schema", `${current}, the newest is ${newest}`, "Run awareness migrate, or start the server.");
  } catch (error) {
    return fail("schema", reasonOf(error), "Use the newest version of awareness, or restore a backup.");
  }
}

/** First line: the loader adds the stack of what required the addon. */
function reasonOf(error: unknown): string {
  if (error instanceof AwarenessError) return error.message;
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
