import { AwarenessError } from "../../domain/errors.ts";

/** Stored text that does not read as what was written: the database was altered from outside. */
export function damagedRow(cause?: unknown): AwarenessError {
  return new AwarenessError("unavailable", "A stored entry is damaged. Run `awareness doctor --verify`.", {
    details: { reason: "corrupt" },
    ...(cause === undefined ? {} : { cause }),
  });
}
