import { stat } from "node:fs/promises";
import type { DatabaseTarget } from "../../config/config.ts";
import type { Clock } from "../../domain/clock.ts";
import { toIso } from "../../domain/clock.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

const OLDEST_NODE = [20, 19] as const;
/** No release of this program is older. */
const EARLIEST_CLOCK = Date.UTC(2026, 0, 1);
const TOLERANCE_MS = 5 * 60_000;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return fail("node", `Node ${version} is too old`, "Install Node 22 or 24.");
  }
  const advice = major < 22 ? "; 22 or 24 is recommended" : "";
  return pass("node", `Node ${version}${advice}`);
}

/**
 * Expiry, reminders and tokens go by the clock: it may lie neither in the past nor behind the database's last write. What a
 * server's clock says is looked at with the server.
 */
export async function checkClock(clock: Clock, database: DatabaseTarget): Promise<Finding> {
  const now = clock.now();
  const remedy = "Set the system clock, best by a time service.";
  if (now < EARLIEST_CLOCK) return fail("clock", `the clock says ${toIso(now)}`, remedy);
  const written = database.kind === "sqlite" ? await lastWrite(database.path) : 0;
  return written > now + TOLERANCE_MS
    ? warn("clock", `the clock says ${toIso(now)}, but the database was written at ${toIso(written)}`, remedy)
    : pass("clock", `the clock says ${toIso(now)}`);
}

async function lastWrite(databasePath: string): Promise<number> {
  const times = [databasePath, `${databasePath}-wal`].map((path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}
