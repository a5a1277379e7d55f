import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** What a whole server can be sent: die at once, stand still, go on. */
export type TreeSignal = "SIGKILL" | "SIGSTOP" | "SIGCONT";

const LOOK_EVERY_MS = 2;

function output(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}

function fromProc(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): readonly number[] {
  const text = fromProc(`/proc/${pid}/task/${pid}/children`) ?? output("pgrep", ["-P", String(pid)]);
  return text.split(/\s+/).filter(Boolean).map(Number);
}

/** The state letter as `ps` shows it, such as T for stopped; undefined when there is no such process or only its remains. */
export function processState(pid: number): string | undefined {
  const text =
    process.platform === "linux"
      ? fromProc(`/proc/${pid}/stat`)?.replace(/^.*\) /s, "")
      : output("ps", ["-o", "stat=", "-p", String(pid)]);
  const letter = text?.[0];
  return letter === "Z" || letter === "X" ? undefined : letter;
}

/** Sends a signal; a process that has already ended is none to complain about. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function until(
  pids: readonly number[],
  reached: (state: string | undefined) => boolean,
): Promise<void> {
  while (!pids.every((pid) => reached(processState(pid)))) await delay(LOOK_EVERY_MS);
}

async function sendToChildren(pid: number, signal: NodeJS.Signals): Promise<readonly number[]> {
  const sent = new Set<number>();
  for (;;) {
    // The kernel's list may miss one while others end, so it is read until it holds nothing new.
    const fresh = childrenOf(pid).filter((child) => !sent.has(child));
    if (fresh.length === 0) return [...sent];
    for (const child of fresh) {
      sendSignal(child, signal);
      sent.add(child);
    }
  }
}

const hasStopped = (state: string | undefined) => state === undefined || state === "T";

/**
 * Sends a signal to a process and its children; resolves when SIGKILL has ended or SIGSTOP has stopped all of them.
 * Postgres gives every child a process group of its own, so that one signal to a group does not reach them.
 */
export async function signalTree(pid: number, signal: TreeSignal): Promise<void> {
  if (signal === "SIGCONT") {
    await sendToChildren(pid, signal);
    sendSignal(pid, signal);
    return;
  }
  // A parent that stands still starts no more children.
  sendSignal(pid, "SIGSTOP");
  await until([pid], hasStopped);
  const children = await sendToChildren(pid, signal);
  sendSignal(pid, signal);
  const isDone = signal === "SIGSTOP" ? hasStopped : (state?: string) => state === undefined;
  await until([pid, ...children], isDone);
}
