import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where things lie and how much is to be measured. */
export interface Place {
  /** The checkout. */
  readonly root: string;
  /** The bundled benches. */
  readonly folder: string;
  readonly quick: boolean;
}

/** What a figure works with; everything made in it is gone when it is closed. */
export interface Workshop extends Place {
  /** An empty folder. */
  makeDir(): string;
  /** Sees to the end of a process. */
  adopt<Child extends ChildProcess>(child: Child): Child;
  /** A line of progress, on stderr. */
  say(line: string): void;
}

export async function withWorkshop<Value>(
  place: Place,
  use: (workshop: Workshop) => Promise<Value>,
): Promise<Value> {
  const base = mkdtempSync(path.join(tmpdir(), "awareness-bench-"));
  const children = new Set<ChildProcess>();
  const drop = () => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(base, { recursive: true, force: true });
  };
  process.on("exit", drop);
  try {
    return await use({
      ...place,
      makeDir: () => mkdtempSync(path.join(base, "data-")),
      adopt(child) {
        children.add(child);
        child.once("close", () => children.delete(child));
        return child;
      },
      say: (line) => void process.stderr.write(`${line}\n`),
    });
  } finally {
    const ends = [...children].map((child) => once(child, "close"));
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(ends);
    process.off("exit", drop);
    drop();
  }
}
