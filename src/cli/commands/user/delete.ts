import type { Command } from "commander";
import type { DeletionReceipt } from "../../../app/users/delete-user.ts";
import type { FoundUser } from "../../../app/users/look-up.ts";
import { toIso } from "../../../domain/clock.ts";
import { CliError } from "../../cli-error.ts";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createDeps } from "../../settings.ts";
import { plural } from "../../show-entries.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";

interface DeleteOptions extends UserOptions {
  readonly confirm?: boolean;
}

const NOT_COVERED =
  "Backups, exports, archived write-ahead logs and replicas that lag keep what they hold; they are for you to expire.";
const CONFIRM = "Add --confirm to do it.";
const NOT_ERASED =
  "The server keeps the content of deleted rows on its disk until it vacuums; run VACUUM as the owner of the tables to do it now.";

export function deleteUserCommand(context: CliContext): Command {
  return defineCommand({
    name: "delete",
    summary: "Delete a user and everything the user has, for good.",
    details:
      "Without --confirm it only counts. Entries, trash, history, search index, vectors, tokens, sessions, passkeys and what clients were allowed go, and the room they took is overwritten; tokens issued so far and the user's identities are refused from then on. Prints a receipt. An interrupted deletion is finished by the same command.",
    examples: ["awareness user delete ada", "awareness user delete ada --confirm"],
  })
    .argument(...USER_ID)
    .option("--confirm", "delete, do not only count")
    .option(...DATABASE)
    .option("--json", "the receipt, or what it would count, as JSON")
    .action((id: string, options: DeleteOptions) => remove(context, id, options));
}

async function remove(context: CliContext, id: string, options: DeleteOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const deps = await createDeps(context, options);
  if (options.confirm !== true) {
    const { showUser } = await import("../../../app/users/look-up.ts");
    const found = await aboutUser(() => showUser(config, deps, id));
    if (options.json !== true) throw new CliError(1, describePlan(found));
    printJson(context, planJson(found));
    throw new CliError(1, `Nothing was deleted. ${CONFIRM}`);
  }
  const { deleteUser } = await import("../../../app/users/delete-user.ts");
  const receipt = await aboutUser(() => deleteUser(config, deps, id));
  if (options.json === true) printJson(context, toJson(receipt));
  else printLine(context, describe(receipt));
}

/** By table, what the receipt will count. */
function rowsOf({ user, identities, holdings: { rows } }: FoundUser): Readonly<Record<string, number>> {
  return {
    ...rows,
    ...(identities.length === 0 ? {} : { identities: identities.length }),
    ...(user === undefined ? {} : { users: 1 }),
  };
}

function planJson(found: FoundUser) {
  const { entries, trash, tokens, sessions, grants: clients, passkeys } = found.holdings;
  const counts = { entries, trash, tokens, sessions, clients, passkeys };
  return { id: found.id, confirmed: false, rows: rowsOf(found), ...counts, not_covered: NOT_COVERED };
}

function describePlan(found: FoundUser): string {
  const { id, user, identities, holdings } = found;
  const { entries, trash, rows, tokens, sessions, grants, passkeys } = holdings;
  const what = [
    ...(user === undefined ? [] : ["the account"]),
    ...(identities.length === 0 ? [] : [plural(identities.length, "identity", "identities")]),
    plural(entries, "entry", "entries"),
    `${trash} in the trash`,
    plural(rows.entry_versions ?? 0, "older version", "older versions"),
    plural(tokens, "valid token", "valid tokens"),
    plural(sessions, "session", "sessions"),
    ...(grants === 0 ? [] : [plural(grants, "connected client", "connected clients")]),
    ...(passkeys === 0 ? [] : [plural(passkeys, "passkey", "passkeys")]),
  ];
  return `This would delete "${id}" for good: ${what.join(", ")}; ${countAll(rowsOf(found))} with all that belongs to them. ${CONFIRM}`;
}

function countAll(rows: Readonly<Record<string, number>>): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return plural(total, "row", "rows");
}

function toJson({ id, begunAt, deletedAt, rows, resumed, erased }: DeletionReceipt) {
  const [begun_at, deleted_at] = [toIso(begunAt), toIso(deletedAt)];
  return { id, begun_at, deleted_at, resumed, rows, erased, not_covered: NOT_COVERED };
}

function describe({ id, deletedAt, rows, resumed, erased }: DeletionReceipt): string {
  const names = Object.keys(rows);
  const width = Math.max(0, ...names.map((name) => name.length));
  return [
    `Deleted ${id} at ${toIso(deletedAt)}: ${countAll(rows)}${resumed ? ", some of them by an earlier, interrupted run" : ""}.`,
    ...names.map((name) => `  ${name.padEnd(width)}  ${rows[name]}`),
    ...(erased ? [] : [NOT_ERASED]),
    NOT_COVERED,
  ].join("\n");
}
