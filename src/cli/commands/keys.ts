import type { Command } from "commander";
import type { KeyLine } from "../../app/key-lines.ts";
import type { NewKey, Rotation } from "../../app/keys.ts";
import type { Config } from "../../config/config.ts";
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
      "What new tokens are signed with is set by AWARENESS_JWT_ALGORITHM: a secret of the data folder (HS256), or a key pair in the database. The built-in OAuth server always signs with a key pair, of ES256 where a secret signs the others. No key is ever shown.",
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
      "Running servers go on, and know the new key within 5 seconds. A secret signs at once. A key pair is published first and signs 10 minutes later, when every verifier has had time to fetch it. Where the built-in OAuth server is on, its key pair is rotated too; run it with the settings of the server.",
    examples: ["awareness keys rotate", "awareness keys rotate --revoke-old"],
  })
    .option("--now", "let a key pair sign at once, before others have fetched it")
    .option(
      "--revoke-old",
      "end all keys before it at once, secrets and key pairs, and with them all their tokens",
    )
    .option(...DATABASE)
    .option(...JSON_OPTION)
    .action(async (options: RotateOptions) => {
      const { rotateKeys } = await import("../../app/keys.ts");
      const { now = false, revokeOld = false } = options;
      const [config, deps] = await prepare(context, options);
      const rotation = await rotateKeys(config, deps, { now, revokeOld });
      for (const { message } of listSecretWarnings(config)) context.stderr.write(`awareness: ${message}\n`);
      if (options.json === true) printJson(context, toJson(rotation));
      else {
        const news = rotation.made.map((key) => describeNew(key, config.jwtAlgorithm, deps.clock.now()));
        const { notRotated = [] } = rotation;
        const olds = revokeOld ? describeEnds(rotation) : describeOld(rotation);
        printLine(context, [...news, ...[notRotated].flat(), ...olds].join("\n"));
      }
    });
}

function toJson({ made, lastTokenEnds, dropped, notEnded }: Rotation) {
  const keys = made.map(({ id, algorithm, signsFrom }) => ({ id, algorithm, signs_from: toIso(signsFrom) }));
  const { id, signs_from } = keys[0] ?? {};
  return { id, signs_from, keys, last_token_ends: timeOrNull(lastTokenEnds), dropped, not_ended: notEnded };
}

function describeNew({ id, algorithm, signsFrom }: NewKey, own: Config["jwtAlgorithm"], now: number): string {
  const name = algorithm === own ? id : `${id} (${algorithm}, of the OAuth server)`;
  return `${name} ${signsFrom > now ? `is published, and signs from ${toIso(signsFrom)}` : "signs from now on"}.`;
}

function describeEnds({ dropped, notEnded }: Rotation): readonly string[] {
  const ended = `Ended, and their tokens with them: ${dropped.join(", ")}.`;
  const left = `Not ended: ${notEnded.join(", ")}, given by AWARENESS_JWT_SECRET or AWARENESS_JWT_SECRET_PREVIOUS or their files; take them out there and restart the nodes.`;
  return [
    dropped.length === 0 ? "There was no key to end." : ended,
    ...(notEnded.length === 0 ? [] : [left]),
  ];
}

function describeOld({ made, notRotated, lastTokenEnds }: Rotation): readonly string[] {
  const isSecret = made.some(({ algorithm }) => algorithm === "HS256");
  const isPair = made.some(({ algorithm }) => algorithm !== "HS256");
  // Tokens that are recorded are signed with the secret, where there is one.
  const endOfPairs = isSecret || notRotated !== undefined ? undefined : lastTokenEnds;
  return [
    ...(isSecret ? [describeOldSecrets(lastTokenEnds)] : []),
    ...(isPair ? [describeOldPairs(endOfPairs)] : []),
  ];
}

function describeOldSecrets(lastTokenEnds: number | undefined): string {
  return lastTokenEnds === undefined
    ? "Old secrets stay accepted. No token that counts is recorded in this database; tokens of another one that goes by this data folder may be signed with them."
    : `Old secrets stay accepted. The last token recorded here ends at ${toIso(lastTokenEnds)}; after that, awareness keys drop ends them.`;
}

function describeOldPairs(lastTokenEnds: number | undefined): string {
  const stay =
    "Old keys stay accepted until every token they may have signed has ended, then they are removed.";
  return lastTokenEnds === undefined
    ? stay
    : `${stay} The last token recorded here ends at ${toIso(lastTokenEnds)}.`;
}

function dropCommand(context: CliContext): Command {
  return defineCommand({
    name: "drop",
    summary: "End old keys at once, and with them all their tokens.",
    details: "Without an id: all that neither sign nor will. An id that begins with a dash comes after --.",
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
