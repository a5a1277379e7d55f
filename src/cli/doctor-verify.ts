import type { Damage } from "../app/doctor/verify-content.ts";
import { CliError } from "./cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "./context.ts";
import { plainLine } from "./plain-text.ts";
import { readConfig } from "./read-config.ts";
import { createDeps } from "./settings.ts";

export interface VerifyOptions extends CommonOptions {
  readonly database?: string;
  readonly json?: boolean;
}

const REMEDY =
  "Nothing was changed. Keep a copy of the database as it is, stop all clients, and restore a backup that passes this check.";

const LONGEST_DETAIL = 300;

/** Compares what is stored with what was written. Damage is printed as it is found; exit code 1 when there is any. */
export async function verifyStored(context: CliContext, options: VerifyOptions): Promise<void> {
  const { database, json } = options;
  const config = readConfig(context, database === undefined ? {} : { database });
  const { verifyContent } = await import("../app/doctor/verify-content.ts");
  const findings: object[] = [];
  const { checked, damaged } = await verifyContent(config, await createDeps(context, options), (damage) => {
    const { check, detail, owner, entryId: entry_id, version } = damage;
    if (json === true) findings.push({ check, owner, entry_id, version, detail });
    else printLine(context, describe(damage));
  });
  const ok = damaged === 0;
  if (json === true) printJson(context, { findings, ok, checked, ...(ok ? {} : { remedy: REMEDY }) });
  else if (ok)
    printLine(context, `Everything is as it was written: entries and old versions read, ${checked}.`);
  else
    printLine(context, `Damaged places: ${damaged}. Entries and old versions read: ${checked}.\n${REMEDY}`);
  if (!ok) throw new CliError(1);
}

function describe({ check, detail, owner = "", entryId, version }: Damage): string {
  const line = (text: string) => plainLine(text, LONGEST_DETAIL);
  if (entryId === undefined) return `${check}: ${line(detail)}`;
  return `${line(owner)}  ${line(entryId)}  version ${version} ${line(detail)}`;
}
