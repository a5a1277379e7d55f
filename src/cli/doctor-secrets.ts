import { type OwnerId, parseOwner } from "../domain/owner.ts";
import type { StoredSecret } from "../domain/secrets/scan-stored.ts";
import { CliError } from "./cli-error.ts";
import { type CliContext, type CommonOptions, printLine } from "./context.ts";
import { readConfig } from "./read-config.ts";
import { createDeps } from "./settings.ts";

export interface SecretsOptions extends CommonOptions {
  readonly database?: string;
  readonly user?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

const REMEDY =
  "Change each of these credentials where it was issued: history and backups keep it. Then delete the entry (awareness delete, delete_entry), since editing keeps the old version; all its versions go when the trash is purged after 30 days.";

/** Looks through what is stored. Findings are printed as they come; exit code 1 when there are any. */
export async function findSecrets(context: CliContext, options: SecretsOptions): Promise<void> {
  const { database, user, all, json } = options;
  if (all === true && user !== undefined) throw new CliError(2, "Give --user or --all, not both.");
  const config = readConfig(context, database === undefined ? {} : { database });
  const owner = all === true ? undefined : parseOwner(user ?? config.defaultOwner, "user");
  const { requireKnown, scanSecrets } = await import("../app/doctor/scan-secrets.ts");
  const deps = await createDeps(context, options);
  const printer = json === true ? printAsJson(context) : printAsLines(context, owner);
  const { scanned, found } = await scanSecrets(config, deps, owner, printer.found);
  // Whoever was named wrongly must not be told that all is well.
  if (user !== undefined && owner !== undefined && scanned === 0) await requireKnown(config, deps, owner);
  printer.end(scanned, found);
  if (found > 0) throw new CliError(1);
}

interface Printer {
  found(secret: StoredSecret): void;
  end(scanned: number, found: number): void;
}

function printAsLines(context: CliContext, owner: OwnerId | undefined): Printer {
  return {
    found({ owner: whose, entryId, version, field, kind }) {
      const name = owner === undefined ? `${whose}  ` : "";
      const state = version === undefined ? "action" : `version ${version}`;
      printLine(context, `${name}${entryId}  ${state}  ${field}: ${kind}`);
    },
    end(scanned, found) {
      const looked = `${scanned} entries, versions and actions`;
      if (found === 0) printLine(context, `No credentials in ${looked}.`);
      else printLine(context, `${found} credentials in ${looked}.\n${REMEDY}`);
    },
  };
}

/** One document, written as it grows. */
function printAsJson(context: CliContext): Printer {
  let separator = '{\n  "findings": [';
  const write = (text: string) => context.stdout.write(text);
  return {
    found({ owner, entryId, version, field, kind }) {
      const finding = { owner, entry_id: entryId, ...(version !== undefined && { version }), field, kind };
      write(`${separator}\n    ${JSON.stringify(finding)}`);
      separator = ",";
    },
    end(scanned, found) {
      const remedy = found === 0 ? "" : `,\n  "remedy": ${JSON.stringify(REMEDY)}`;
      const opening = found === 0 ? separator : "";
      write(
        `${opening}${found === 0 ? "" : "\n  "}],\n  "ok": ${found === 0},\n  "scanned": ${scanned}${remedy}\n}\n`,
      );
    },
  };
}
