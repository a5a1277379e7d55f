import { readFileSync } from "node:fs";

/** Files, database connections and threads of the program need some of what the system allows. */
const RESERVED = 64;
const LEAST_CONNECTIONS = 16;

/**
 * How many connections a server may take so that the program can still open what it needs: `most`, or what the limit on
 * open files (getrlimit(2), `RLIMIT_NOFILE`) leaves. Where the system does not tell the limit, `most`.
 */
export function affordableConnections(most: number, databaseConnections: number): number {
  const left = openFilesLimit() - RESERVED - databaseConnections;
  return Math.max(LEAST_CONNECTIONS, Math.min(most, left));
}

/** The soft limit of this process on Linux (proc_pid_limits(5)). */
function openFilesLimit(): number {
  try {
    const found = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
    return found === undefined ? Number.POSITIVE_INFINITY : Number(found);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
