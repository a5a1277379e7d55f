import type { Logger } from "../../telemetry/logger.ts";

/** Background work with an owner who stops it. */
export interface Job {
  start(): void;
  /** Resolves when a run that is under way has ended, or does not end in time: a stop waits for nobody for long. */
  stop(): Promise<void>;
}

export interface JobOptions {
  readonly name: string;
  readonly firstAfterMs: number;
  readonly everyMs: number;
  readonly log: Logger;
  /** One run; it ends early when the signal says so. */
  run(signal: AbortSignal): Promise<void>;
}

/** What a run gets to end itself in after it was told to. */
const STOP_MS = 3_000;

/** Runs again and again, never twice at once; a failed run is logged and the next one tries anew. */
export function createJob({ name, firstAfterMs, everyMs, log, run }: JobOptions): Job {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  function schedule(delayMs: number): void {
    // A job alone does not keep the process alive.
    timer = setTimeout(() => {
      running = runOnce();
    }, delayMs).unref();
  }

  async function runOnce(): Promise<void> {
    try {
      await run(abort.signal);
    } catch (error) {
      log.warn({ err: error, job: name }, "background job failed; it will be tried again");
    }
    if (!abort.signal.aborted) schedule(everyMs);
  }

  return {
    start: () => schedule(firstAfterMs),
    async stop() {
      abort.abort();
      clearTimeout(timer);
      if (!(await endsWithin(running, STOP_MS)))
        log.warn({ job: name }, "background job did not stop in time");
    },
  };
}

async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const ended = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}
