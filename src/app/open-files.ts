import { readFileSync } from "node:fs";

/** Files, single database connections and threads of the program need some of what the system allows. */
const RESERVED = 64;
const LEAST_CONNECTIONS = 16;

/**
 * How many connections a server may take so that the program can still open what it needs: `most`, or what `limit`, the
 * number of files it may have open, leaves beside all pools of connections to databases. Where the system does not tell the
 * limit, `most`.
 */
export function affordableConnections(
  most: number,
  databaseConnections: number,
  limit: number = openFilesLimit(),
): number {
  const left = limit - RESERVED - databaseConnections;
  return Math.max(LEAST_CONNECTIONS, Math.min(most, left));
}

/** The soft limit of this process (getrlimit(2), `RLIMIT_NOFILE`) on Linux (proc_pid_limits(5)); infinite elsewhere. */
function openFilesLimit(): number {
  try {
    const found = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
    return found === undefined ? Number.POSITIVE_INFINITY : Number(found);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
