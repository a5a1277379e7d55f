import type { Damage, Verification } from "../app/doctor/verify-content.ts";
import { describeDatabase } from "../config/database-url.ts";
import { CliError } from "./cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "./context.ts";
import { plainLine } from "./plain-text.ts";
import { readConfig } from "./read-config.ts";
import { createDeps } from "./settings.ts";

/** What `awareness doctor --verify` takes. */
export interface VerifyOptions extends CommonOptions {
  /** `sqlite:PATH` or `postgres://…`, in place of the configured one. */
  readonly database?: string;
  /** Print one JSON object in place of lines. */
  readonly json?: boolean;
}

const REMEDY =
  "Nothing was changed. Keep a copy of the database as it is, stop all clients, and restore a backup that passes this check.";

const LONGEST_DETAIL = 300;

/**
 * Compares what is stored with what was written. Damage is printed as it is found. No database yet is no damage.
 * @throws CliError 1 when there is damage.
 * @throws AwarenessError `unavailable` for a database that cannot be opened, or of which only the log is left.
 */
export async function verifyStored(context: CliContext, options: VerifyOptions): Promise<void> {
  const { database, json } = options;
  const config = readConfig(context, database === undefined ? {} : { database });
  const { verifyContent } = await import("../app/doctor/verify-content.ts");
  const findings: object[] = [];
  const deps = await createDeps(context, options);
  const verification = await verifyContent(config, deps, (damage) => {
    const { check, detail, owner, entryId: entry_id, version } = damage;
    if (json === true) findings.push({ check, owner, entry_id, version, detail });
    else printLine(context, describe(damage));
  });
  const { checked, damaged, exists } = verification;
  const ok = damaged === 0;
  if (json === true) printJson(context, { findings, ok, exists, checked, ...(ok ? {} : { remedy: REMEDY }) });
  else printLine(context, exists ? summarize(verification) : nothingAt(describeDatabase(config.database)));
  if (!ok) throw new CliError(1);
}

function summarize({ checked, damaged }: Verification): string {
  return damaged === 0
    ? `Everything is as it was written: entries and old versions read, ${checked}.`
    : `Damaged places: ${damaged}. Entries and old versions read: ${checked}.\n${REMEDY}`;
}

const nothingAt = (place: string): string =>
  `There is no database at ${place} yet, so nothing was compared. The first start makes it.`;

function describe({ check, detail, owner = "", entryId, version }: Damage): string {
  const line = (text: string) => plainLine(text, LONGEST_DETAIL);
  if (entryId === undefined) return `${check}: ${line(detail)}`;
  return `${line(owner)}  ${line(entryId)}  version ${version} ${line(detail)}`;
}
