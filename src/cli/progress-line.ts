import type { Clock } from "../domain/clock.ts";
import type { CliContext } from "./context.ts";

/** What a long command says of itself while it works. */
export interface ProgressLine {
  /** Shown now and then only: once a second on a terminal, else every ten. */
  show(text: string): void;
  /** Leaves the line; nothing is shown after it. */
  end(): void;
}

const TERMINAL_MS = 1_000;
const LOG_MS = 10_000;

/** On a terminal the line is written over; elsewhere each is one of its own. */
export function createProgressLine(stderr: CliContext["stderr"], clock: Clock): ProgressLine {
  const onTerminal = stderr.isTTY === true;
  let next = clock.now() + (onTerminal ? 0 : LOG_MS);
  let shown = false;

  return {
    show(text) {
      const now = clock.now();
      if (now < next) return;
      next = now + (onTerminal ? TERMINAL_MS : LOG_MS);
      stderr.write(onTerminal ? `\r\u001b[K${text}` : `${text}\n`);
      shown = true;
    },
    end() {
      if (onTerminal && shown) stderr.write("\r\u001b[K");
    },
  };
}
