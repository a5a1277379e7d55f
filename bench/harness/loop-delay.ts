import { once } from "node:events";
import { existsSync, readFileSync, rmSync, watch } from "node:fs";
import path from "node:path";
import type { Workshop } from "./workshop.ts";

/** Delays of a server's event loop since they were last asked for, ms. A timer of one millisecond is part of them. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface DelayProbe {
  /** For `startServer`. */
  readonly nodeArgs: readonly string[];
  /** The delays of the process since the last time. */
  read(pid: number): Promise<LoopDelay>;
}

/** Has a server watch its own event loop, and write down what it saw when it is sent SIGUSR2. */
export function createDelayProbe(workshop: Workshop): DelayProbe {
  const folder = workshop.makeDir();
  const file = path.join(folder, "delay.json");
  const script = `
    import { renameSync, writeFileSync } from "node:fs";
    import { monitorEventLoopDelay } from "node:perf_hooks";
    import { isMainThread } from "node:worker_threads";
    if (isMainThread) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      process.on("SIGUSR2", () => {
        const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max].map((value) => value / 1e6);
        writeFileSync(${JSON.stringify(`${file}.new`)}, JSON.stringify({ p50, p99, max }));
        renameSync(${JSON.stringify(`${file}.new`)}, ${JSON.stringify(file)});
        delay.reset();
      });
    }`;
  return {
    nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(script)}`],
    async read(pid) {
      rmSync(file, { force: true });
      const watcher = watch(folder);
      try {
        process.kill(pid, "SIGUSR2");
        while (!existsSync(file)) await once(watcher, "change");
        return JSON.parse(readFileSync(file, "utf8")) as LoopDelay;
      } finally {
        watcher.close();
      }
    },
  };
}
