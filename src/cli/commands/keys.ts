import type { Command } from "commander";
import type { KeyLine, Rotation } from "../../app/keys.ts";
import { listSecretWarnings } from "../../config/warnings.ts";
import { toIso } from "../../domain/clock.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";
import { formatTable } from "../table.ts";

interface KeyOptions extends CommonOptions {
  readonly database?: string;
  readonly json?: boolean;
}

interface RotateOptions extends KeyOptions {
  readonly now?: boolean;
  readonly revokeOld?: boolean;
}

const DATABASE = [
  "--database <url>",
  "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL",
] as const;
const JSON_OPTION = ["--json", "as JSON"] as const;

export function keysCommand(context: CliContext): Command {
  return defineCommand({
    name: "keys",
    summary: "List and rotate the keys that sign tokens.",
    details:
      "What new tokens are signed with is set by AWARENESS_JWT_ALGORITHM: a secret of the data folder (HS256), or a key pair in the database. No key is ever shown.",
    examples: ["awareness keys list", "awareness keys rotate"],
  })
    .addCommand(listCommand(context))
    .addCommand(rotateCommand(context))
    .addCommand(dropCommand(context));
}

function listCommand(context: CliContext): Command {
  return defineCommand({
    name: "list",
    summary: "List the keys whose tokens are accepted.",
    examples: ["awareness keys list", "awareness keys list --json"],
  })
    .option(...DATABASE)
    .option(...JSON_OPTION)
    .action(async (options: KeyOptions) => {
      const { listKeys } = await import("../../app/keys.ts");
      const rows = (await listKeys(...(await prepare(context, options)))).map(toRow);
      if (options.json === true) printJson(context, rows);
      else
        printLine(
          context,
          rows.length === 0 ? "No keys; the first token makes one." : formatTable(rows.map(toCells)),
        );
    });
}

function toRow({ id, algorithm, place, createdAt, state, signsFrom, acceptedUntil, sealed }: KeyLine) {
  return {
    id,
    algorithm,
    place,
    created: timeOrNull(createdAt),
    state,
    signs_from: timeOrNull(signsFrom),
    accepted_until: timeOrNull(acceptedUntil),
    sealed: sealed ?? null,
  };
}

function toCells({ sealed, ...row }: ReturnType<typeof toRow>) {
  return { ...row, sealed: sealed === null ? null : sealed ? "yes" : "no" };
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : toIso(ms);
}

function rotateCommand(context: CliContext): Command {
  return defineCommand({
    name: "rotate",
    summary: "Sign with a new key from now on, or soon; tokens of the old one stay valid.",
    details:
      "Running servers go on, and know the new key within 5 seconds. A secret signs at once. A key pair is published first and signs 10 minutes later, when every verifier has had time to fetch it.",
    examples: ["awareness keys rotate", "awareness keys rotate --revoke-old"],
  })
    .option("--now", "let a key pair sign at once, before others have fetched it")
    .option("--revoke-old", "end the keys before it at once, and with them all their tokens")
    .option(...DATABASE)
    .option(...JSON_OPTION)
    .action(async (options: RotateOptions) => {
      const { rotateKeys } = await import("../../app/keys.ts");
      const { now = false, revokeOld = false } = options;
      const [config, deps] = await prepare(context, options);
      const rotation = await rotateKeys(config, deps, { now, revokeOld });
      for (const { message } of listSecretWarnings(config)) context.stderr.write(`awareness: ${message}\n`);
      const { id, signsFrom, lastTokenEnds, dropped } = rotation;
      if (options.json === true) {
        const times = { signs_from: toIso(signsFrom), last_token_ends: timeOrNull(lastTokenEnds) };
        printJson(context, { id, ...times, dropped });
      } else printLine(context, describe(rotation, config.jwtAlgorithm === "HS256", deps.clock.now()));
    });
}

function describe(
  { id, signsFrom, lastTokenEnds, dropped }: Rotation,
  isSecret: boolean,
  now: number,
): string {
  const begins = signsFrom > now ? `is published, and signs from ${toIso(signsFrom)}` : "signs from now on";
  const first = `${id} ${begins}.`;
  if (dropped.length > 0) return `${first}\nEnded, and their tokens with them: ${dropped.join(", ")}.`;
  const last =
    lastTokenEnds === undefined
      ? "No token that is recorded here counts any more"
      : `The last token recorded here ends at ${toIso(lastTokenEnds)}`;
  return isSecret
    ? `${first}\nOld secrets stay accepted. ${last}; after that, awareness keys drop ends them.`
    : `${first}\nOld keys stay accepted until every token they may have signed has ended, then they are removed. ${last}.`;
}

function dropCommand(context: CliContext): Command {
  return defineCommand({
    name: "drop",
    summary: "End old keys at once, and with them all their tokens.",
    details: "Without an id: all that neither sign nor will.",
    examples: ["awareness keys drop", "awareness keys drop hs-3f9a1c07b2d4"],
  })
    .argument("[ids...]", "as shown by awareness keys list")
    .option(...DATABASE)
    .option(...JSON_OPTION)
    .action(async (ids: readonly string[], options: KeyOptions) => {
      if (ids.includes("")) throw new CliError(2, "An id is empty; awareness keys list shows them.");
      const { dropKeys } = await import("../../app/keys.ts");
      const dropped = await dropKeys(...(await prepare(context, options)), ids);
      if (options.json === true) printJson(context, { dropped });
      else printLine(context, dropped.length === 0 ? "No old keys." : `Ended: ${dropped.join(", ")}.`);
    });
}

async function prepare(context: CliContext, options: KeyOptions) {
  const { database } = options;
  const config = readConfig(context, database === undefined ? {} : { database });
  return [config, await createDeps(context, options)] as const;
}
