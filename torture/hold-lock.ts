import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";

export const LOCKS = ["IMMEDIATE", "EXCLUSIVE"] as const;
/** How another program may hold a database: against writers, or as far as others that have it open allow. */
export type Lock = (typeof LOCKS)[number];

/** Holds a lock on the file as another program would, for `ms`. @throws Error when it cannot be had within 10 s. */
export async function holdLock(path: string, lock: Lock, ms: number): Promise<void> {
  const holder = new Database(path, { timeout: 10_000 });
  try {
    holder.exec(`BEGIN ${lock}`);
    await sleep(ms);
    holder.exec("ROLLBACK");
  } finally {
    holder.close();
  }
}

/** Takes a file that nobody has open for itself alone, so that others may not even read it. The answer gives it back. */
export function takeAlone(path: string): () => void {
  const holder = new Database(path);
  holder.pragma("locking_mode = EXCLUSIVE");
  holder.exec("BEGIN EXCLUSIVE");
  return () => holder.close();
}
