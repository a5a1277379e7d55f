import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMegabytes } from "../bench/harness/resident.ts";

/** How many sockets a process of this machine has open (Linux), its listening one included. */
export function openSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

/** Waits until a process has at most `count` sockets; answers how long that took, ms, at most `limitMs`. */
export async function untilSockets(pid: number, count: number, limitMs: number): Promise<number> {
  const began = performance.now();
  const waited = () => performance.now() - began;
  while (openSockets(pid) > count && waited() < limitMs) await sleep(100);
  return waited();
}

/** The most of something in a process while it is watched. */
export interface ServerWatch {
  /** 10^6 bytes. */
  readonly memory: () => number;
  readonly sockets: () => number;
  stop(): void;
}

/** Looks at the resident memory and the sockets of a process four times a second. */
export function watchServer(pid: number): ServerWatch {
  let memory = 0;
  let sockets = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, residentMegabytes(pid));
    sockets = Math.max(sockets, openSockets(pid));
  }, 250);
  return { memory: () => memory, sockets: () => sockets, stop: () => clearInterval(timer) };
}

/** How long the main thread of a process has been ready to run while others had the processors, s (Linux, schedstat). */
export function waitedForProcessor(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "latin1").split(" ")[1]) / 1e9;
}
