import type { AwarenessError } from "../../domain/errors.ts";
import { unavailable } from "./errors.ts";

/** The database was migrated by a newer program, in a way that this one cannot work with. */
export function newerSchemaError(found: number, known: number): AwarenessError {
  return unavailable(
    "newer_schema",
    `The database has schema ${found}, this program knows ${known}. Update awareness; nothing was changed.`,
  );
}

/** An applied migration is not the one this program carries. */
export function changedMigrationError(number: number): AwarenessError {
  return unavailable(
    "changed_migration",
    `Schema ${number} of the database was made by another build. Update awareness to the release that made it; nothing was changed.`,
  );
}

/** The schema is older than the program and may not be changed without being asked. */
export function pendingMigrationsError(current: number, newest: number, cause?: unknown): AwarenessError {
  return unavailable(
    "pending_migrations",
    `The database has schema ${current}, this program needs ${newest}. Run \`awareness migrate\` with the role that owns the tables.`,
    { cause },
  );
}

/** Who was asked to migrate may not. */
export function mayNotMigrateError(cause: unknown): AwarenessError {
  return unavailable(
    "missing_rights",
    "This role neither owns the tables nor may make any in the schema public. Connect as their owner, or let it own the database (createdb --owner=ROLE awareness).",
    { cause },
  );
}

/** There are tables of this name that we did not make. */
export function foreignDatabaseError(): AwarenessError {
  return unavailable(
    "foreign_database",
    "This database holds tables of another program. Give awareness a database of its own; nothing was changed.",
  );
}
