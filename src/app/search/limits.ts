import type { DatabaseTarget } from "../../config/config.ts";

/** How long searches may take, ms. */
export interface SearchLimits {
  /** From when it was asked; then it is refused, and its thread goes on. Absent: it may wait for those before it. */
  readonly fromAsked?: number;
  /** From its beginning; then its thread ends with it. */
  readonly fromBegun: number;
}

const SQLITE_MS = 5_000;
/** A client waits for an answer 5 s at most; what waits for the database alone has given up before. */
const POSTGRES_MS = 4_800;

/**
 * SQLite is busy with a search or is not: what is ahead ends, or is ended with its thread. Postgres may be away, and then
 * everything ahead takes as long as it may. Its searches end by themselves; a thread where one does not is stuck.
 */
export function limitsOf({ kind }: DatabaseTarget, timeoutMs?: number): SearchLimits {
  if (kind === "sqlite") return { fromBegun: timeoutMs ?? SQLITE_MS };
  const fromAsked = timeoutMs ?? POSTGRES_MS;
  return { fromAsked, fromBegun: 2 * fromAsked };
}
