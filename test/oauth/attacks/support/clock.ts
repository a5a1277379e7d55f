import { type Clock, systemClock } from "../../../../src/domain/clock.ts";

/** A clock that runs like the system's, which the OAuth library reads for itself, and can be put ahead of it. */
export function aMovingClock(): Clock & { forward(ms: number): void } {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    forward(ms) {
      ahead += ms;
    },
  };
}
