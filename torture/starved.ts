import { readFileSync } from "node:fs";

/**
 * How long the main thread of a process has stood ready to run while the processors were given to others, ms; 0 where
 * the system does not tell. What a server could not do in that time is no fault of its own.
 */
export function starvedMs(pid: number | "self"): number {
  try {
    // proc(5), schedstat: time on a processor, time waiting for one, both in ns, and the number of turns.
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}
