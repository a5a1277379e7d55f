import type { Config, SqliteTarget } from "../../config/config.ts";
import { describeDatabase } from "../../config/database-url.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

type Settings = Pick<Config, "database" | "strictDatabase" | "databaseConnections" | "autoMigrate">;

/** The database of the sessions, where it is another one: in one line, the worst of what there is. */
export async function checkSessions(
  config: Settings & Pick<Config, "sessionDatabase" | "statelessHttp">,
  packageRoot: string,
  clock: Clock,
): Promise<readonly Finding[]> {
  const { sessionDatabase: database } = config;
  if (database === undefined || config.statelessHttp) return [];
  const findings = await checkDatabase({ ...config, database }, packageRoot, clock);
  const bad = (["fail", "warn"] as const).flatMap((status) =>
    findings.filter((finding) => finding.status === status),
  )[0];
  const place = describeDatabase(database);
  if (bad === undefined) return [pass("sessions", `${place}, all well`)];
  const where = bad.detail.includes(place) ? "" : `${place}: `;
  const remedy = bad.remedy?.replace("AWARENESS_DATABASE_URL", "AWARENESS_SESSION_DATABASE_URL");
  const { status, check, detail } = bad;
  const finding = { check: "sessions", status, detail: `${where}${check}: ${detail}` };
  return [remedy === undefined ? finding : { ...finding, remedy }];
}

/** The engine, the database and its schema. Reads only. */
export async function checkDatabase(
  config: Settings,
  packageRoot: string,
  clock: Clock,
): Promise<readonly Finding[]> {
  const { database } = config;
  if (database.kind === "sqlite") return checkFile(config, database, packageRoot);
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
  return reached ? [...findings, await checkSchema(config, packageRoot)] : findings;
}

async function checkFile(
  config: Settings,
  target: SqliteTarget,
  packageRoot: string,
): Promise<readonly Finding[]> {
  try {
    const { inspectSqlite } = await import("../../store/sqlite/inspect.ts");
    const findings = await inspectSqlite(target.path);
    return [
      ...findings.map((finding) => namePath(finding, target.path)),
      await checkSchema(config, packageRoot),
    ];
  } catch (error) {
    // The native addon is loaded at its first use.
    return [fail("sqlite", reasonOf(error), "Run npm rebuild better-sqlite3, or npm ci.")];
  }
}

function namePath(finding: Finding, path: string): Finding {
  return finding.check === "file" ? { ...finding, detail: `${path}: ${finding.detail}` } : finding;
}

async function checkSchema({ database, autoMigrate }: Settings, packageRoot: string): Promise<Finding> {
  const { readStatus } = await import("../migrations.ts");
  try {
    const { current, newest, pending } = await readStatus(database, packageRoot);
    if (current === 0)
      return autoMigrate
        ? pass("schema", `no database yet; the first start creates it with schema ${newest}`)
        : fail("schema", "no tables", "Run awareness migrate.");
    if (current > newest) return pass("schema", `${current}; this program knows ${newest} and may go on`);
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
