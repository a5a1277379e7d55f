import type { DatabaseTarget } from "../../config/config.ts";
import { describeDatabase } from "../../config/database-url.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { TransferReader, TransferWriter } from "../../domain/transfer/transfer.ts";
import type { AppDeps } from "../deps.ts";
import { migrate, readStatus } from "../migrations.ts";

/** Opens a database to read it as it is now. @throws AwarenessError `unavailable`; `conflict` for an older schema. */
export async function openReader(database: DatabaseTarget, deps: AppDeps): Promise<TransferReader> {
  const { current, newest } = await readStatus(database, deps.packageRoot);
  if (current < newest) throw olderSchema(database, current, newest);
  if (database.kind === "postgres") {
    const { openPostgresReader } = await import("../../store/postgres/transfer-reader.ts");
    return openPostgresReader({ url: database.url, log: deps.log });
  }
  const { openSqliteReader } = await import("../../store/sqlite/transfer-reader.ts");
  return openSqliteReader(database.path);
}

/** Opens a database to fill it, made and brought to the newest schema when it is not. @throws AwarenessError. */
export async function openWriter(database: DatabaseTarget, deps: AppDeps): Promise<TransferWriter> {
  await migrate(database, deps, undefined);
  if (database.kind === "postgres") {
    const { openPostgresWriter } = await import("../../store/postgres/transfer-writer.ts");
    return openPostgresWriter({ url: database.url, clock: deps.clock, log: deps.log });
  }
  const { openSqliteWriter } = await import("../../store/sqlite/transfer-writer.ts");
  return openSqliteWriter(database.path, deps.log);
}

function olderSchema(database: DatabaseTarget, current: number, newest: number): AwarenessError {
  const name = describeDatabase(database);
  return new AwarenessError(
    "conflict",
    current === 0
      ? `${name} holds no memory; there is nothing to read.`
      : `${name} has schema ${current}; run awareness migrate on it to bring it to ${newest}, then copy.`,
  );
}
