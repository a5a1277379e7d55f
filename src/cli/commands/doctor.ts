import type { Command } from "commander";
import type { Finding } from "../../app/doctor/finding.ts";
import type { Config } from "../../config/config.ts";
import { ConfigError } from "../../config/config-error.ts";
import type { Flags } from "../../config/given.ts";
import { listWarnings } from "../../config/warnings.ts";
import { systemClock } from "../../domain/clock.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { findSecrets } from "../doctor-secrets.ts";
import { verifyStored } from "../doctor-verify.ts";
import { readConfig } from "../read-config.ts";

interface DoctorOptions extends CommonOptions {
  readonly database?: string;
  readonly secrets?: boolean;
  readonly verify?: boolean;
  readonly user?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function doctorCommand(context: CliContext): Command {
  return defineCommand({
    name: "doctor",
    summary: "Check everything the server depends on.",
    details:
      "Looks only: nothing is created or changed. Exit code 1 when a check fails, or something damaged or a credential is found.",
    examples: [
      "awareness doctor",
      "awareness doctor --json",
      "awareness doctor --verify",
      "awareness doctor --secrets --all",
    ],
  })
    .option("--database <url>", "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL")
    .option("--verify", "compare every entry and old version with its checksum instead")
    .option("--secrets", "look for credentials in what is stored instead, trash and old versions included")
    .option("--user <owner>", "with --secrets: whose memory (AWARENESS_DEFAULT_OWNER)")
    .option("--all", "with --secrets: everybody's memory")
    .option("--json", "as JSON")
    .action((options: DoctorOptions) => choose(context, options));
}

function choose(context: CliContext, options: DoctorOptions): Promise<void> {
  const { secrets, verify, user, all } = options;
  if (secrets === true && verify === true) throw new CliError(2, "Give --verify or --secrets, not both.");
  if (secrets === true) return findSecrets(context, options);
  if (user !== undefined || all === true) throw new CliError(2, "--user and --all go with --secrets.");
  return verify === true ? verifyStored(context, options) : doctor(context, options);
}

async function doctor(context: CliContext, options: DoctorOptions): Promise<void> {
  const { database, json } = options;
  const { runDoctor } = await import("../../app/doctor/run-doctor.ts");
  const checks = await runDoctor({
    config: tryConfig(context, database === undefined ? {} : { database }),
    warnings: listWarnings(context.env),
    clock: systemClock,
    packageRoot: context.packageRoot,
  });
  const ok = checks.every(({ status }) => status !== "fail");
  if (json === true) printJson(context, { ok, checks });
  else for (const finding of checks) printLine(context, describe(finding));
  if (!ok) throw new CliError(1);
}

/** A wrong variable is a finding; a wrong option is still wrong usage. */
function tryConfig(context: CliContext, flags: Flags): Config | Error {
  try {
    return readConfig(context, flags);
  } catch (error) {
    if (error instanceof ConfigError && !error.usage) return error;
    throw error;
  }
}

function describe({ check, status, detail, remedy }: Finding): string {
  const line = `${status}  ${check.padEnd(14)}  ${detail}`;
  return remedy === undefined ? line : `${line}\n      ${" ".repeat(14)}  -> ${remedy}`;
}
