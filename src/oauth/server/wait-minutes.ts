/** A wait as pages tell it: whole minutes, at least 1. */
export function waitMinutes(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 60_000));
}
