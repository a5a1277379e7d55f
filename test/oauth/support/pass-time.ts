import { vi } from "vitest";
import { atEndOfFile } from "../../helpers/end-of-file.ts";

/** Puts the clock of this process on, until the end of the test file; it goes on from there, and never back. */
export function passMinutes(minutes: number): void {
  const now = Date.now() + minutes * 60_000;
  if (vi.isFakeTimers()) {
    vi.setSystemTime(now);
    return;
  }
  vi.useFakeTimers({ toFake: ["Date"], now, shouldAdvanceTime: true });
  atEndOfFile(() => vi.useRealTimers());
}
