import type { OwnerId } from "../owner.ts";
import { columnOf, TRANSFER_TABLES, tableOf } from "./tables.ts";
import type { Position, TransferReader } from "./transfer.ts";

/** Whether somebody has an account or anything stored. */
export async function isKnown(reader: TransferReader, owner: OwnerId): Promise<boolean> {
  for (const table of TRANSFER_TABLES) {
    if (table.owned && !table.derived && (await reader.tally(table, owner)).rows > 0) return true;
  }
  const users = tableOf("users");
  const [id, deletedAt] = [columnOf(users, "id"), columnOf(users, "deleted_at")];
  for (let after: Position | undefined; ; ) {
    const { rows, next } = await reader.read(users, undefined, after);
    if (rows.some((row) => row[id] === owner && row[deletedAt] === null)) return true;
    if (next === undefined) return false;
    after = next;
  }
}
