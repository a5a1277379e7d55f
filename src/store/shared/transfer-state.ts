import { AwarenessError } from "../../domain/errors.ts";

/** In `settings`: how far a copy into this database is. */
export const STATE_KEY = "copy";

/** @throws AwarenessError `conflict` when somebody else has changed the state of a copy. */
export function requireSameState(found: string | undefined, expected: string | undefined): void {
  if (found === expected) return;
  throw new AwarenessError("conflict", "Another process is copying into this database. Let it finish.");
}
