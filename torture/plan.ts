import type { Fault } from "./fault.ts";

/** A fault with its time; `undefined`: there is too little for it. */
export interface Planned {
  readonly fault: Fault;
  readonly budgetMs: number | undefined;
}

/**
 * Shares the time out: each fault gets what it needs, and of the rest its weight. When there is not enough for all,
 * only the essential ones run, as short as they can. Faults asked for by name always run.
 */
export function plan(
  catalogue: readonly Fault[],
  only: readonly string[],
  totalMs: number,
): readonly Planned[] {
  const chosen = catalogue.filter(
    ({ id, name }) => only.length === 0 || only.includes(id) || only.includes(name),
  );
  const enough = sum(chosen, ({ leastMs }) => leastMs) <= totalMs || only.length > 0;
  const running = chosen.filter(({ essential }) => enough || essential === true);
  const spareMs = Math.max(0, totalMs - sum(running, ({ leastMs }) => leastMs));
  const weights = sum(running, ({ weight }) => weight);
  return chosen.map((fault) => ({
    fault,
    budgetMs: running.includes(fault)
      ? fault.leastMs + (spareMs * fault.weight) / Math.max(weights, 1e-9)
      : undefined,
  }));
}

const sum = (faults: readonly Fault[], of: (fault: Fault) => number): number =>
  faults.reduce((total, fault) => total + of(fault), 0);
