/** Keeps the index up to date. */
export interface SearchUpkeep {
  /** With `all` wherever anything waits, else where it is worth while. Ends early when the signal says so. */
  run(options: { readonly all?: boolean; readonly signal?: AbortSignal }): Promise<void>;
}

/** The upkeep of one process: one run at a time. */
export interface UpkeepRunner {
  update(all: boolean): Promise<void>;
  /** Ends a run that is under way. */
  close(): Promise<void>;
}

export function createUpkeepRunner(upkeep: SearchUpkeep): UpkeepRunner {
  const stop = new AbortController();
  let running: { readonly all: boolean; readonly done: Promise<void> } | undefined;

  async function run(all: boolean): Promise<void> {
    try {
      await upkeep.run({ all, signal: stop.signal });
    } finally {
      running = undefined;
    }
  }

  return {
    async update(all) {
      // Who wants everything indexed waits for a run that leaves small things out, and starts another.
      while (running !== undefined && all && !running.all) await running.done.catch(() => {});
      running ??= { all, done: run(all) };
      await running.done;
    },
    async close() {
      stop.abort();
      await running?.done.catch(() => {});
    },
  };
}
