import { LIMITS } from "./limits.ts";

/** Most sources that a token may be bound to. */
export const MAX_SOURCES = 100;

/** True for a list of 1 to 100 texts that an entry may have as its source. */
export function areSources(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length >= 1 && value.length <= MAX_SOURCES && value.every(isSourceName)
  );
}

function isSourceName(value: unknown): boolean {
  return (
    typeof value === "string" &&
    value !== "" &&
    value.length <= LIMITS.sourceChars &&
    value.isWellFormed() &&
    !value.includes("\0")
  );
}
