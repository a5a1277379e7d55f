import { renameSync, writeFileSync } from "node:fs";

/** The wall clock of processes that were started with `nodeArgs`: it goes on from where it was set. */
export interface ShiftedClock {
  readonly nodeArgs: readonly string[];
  /** Sets it for all of them at once, ms since 1970. */
  set(at: number): void;
  now(): number;
}

/** Keeps how far the clock is off in `file`, which must be there as long as the processes. */
export function createShiftedClock(file: string): ShiftedClock {
  let shift = 0;
  const write = () => {
    // Never seen empty.
    writeFileSync(`${file}.new`, String(shift));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(preload(file))}`],
    set(at) {
      shift = at - Date.now();
      write();
    },
    now: () => Date.now() + shift,
  };
}

/** Runs in the program before all else, also in its worker threads. */
const preload = (file: string): string => `
import { readFileSync } from "node:fs";
const Real = Date;
const now = () => Real.now() + Number(readFileSync(${JSON.stringify(file)}, "latin1"));
globalThis.Date = new Proxy(Real, {
  construct: (target, args) => (args.length === 0 ? new Real(now()) : Reflect.construct(target, args)),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
`;
