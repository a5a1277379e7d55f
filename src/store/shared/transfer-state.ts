import { AwarenessError } from "../../domain/errors.ts";

/** In `settings`: how far a copy into this database is. */
export const STATE_KEY = "copy";

/** Half a memory must not be served as if it were whole. */
export function unfinishedCopyError(): AwarenessError {
  return new AwarenessError(
    "unavailable",
    "An unfinished copy lies in this database. Run the same `awareness copy` again, or empty it.",
    { details: { reason: "unfinished_copy" } },
  );
}

/** @throws AwarenessError `conflict` when somebody else has changed the state of a copy. */
export function requireSameState(found: string | undefined, expected: string | undefined): void {
  if (found === expected) return;
  throw new AwarenessError("conflict", "Another process is copying into this database. Let it finish.");
}
