import { setTimeout as sleep } from "node:timers/promises";
import { shown } from "./rows.ts";
import type { Row } from "./verdict.ts";

const EVERY_MS = 100;

/**
 * How long answers take that need nothing at all, while something else is measured: what the machine, or too many requests
 * at once, adds to every figure of that time.
 */
export interface Pulse {
  /** Ends it. */
  stop(): Promise<Row>;
}

/** Asks `/health` of a server ten times a second. */
export function takePulse(url: string): Pulse {
  let over = false;
  let most = 0;
  const beating = (async () => {
    while (!over) {
      const began = performance.now();
      await fetch(new URL("/health", url)).then(
        (response) => response.text(),
        () => {},
      );
      most = Math.max(most, performance.now() - began);
      await sleep(EVERY_MS);
    }
  })();
  return {
    async stop() {
      over = true;
      await beating;
      return shown("slowest /health meanwhile, which needs no database, ms", most);
    },
  };
}
