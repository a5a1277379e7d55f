import type { OwnerId } from "../../domain/owner.ts";
import { unavailable } from "./errors.ts";

/** One holds the lock of the owner's row, the other is ready to take it over. */
const AT_ONCE = 2;

/** Runs `work` when it is the owner's turn. @throws AwarenessError `unavailable` (`busy`) when that is not before `deadline`. */
export type TakeTurn = <T>(owner: OwnerId, deadline: number, work: () => Promise<T>) => Promise<T>;

interface Turns {
  running: number;
  readonly waiting: Set<() => void>;
}

/**
 * Changes of one owner wait for each other in the database, each on a connection: few of them are let in at once, so that
 * an owner with many changes, or with a long one, leaves connections to the others.
 */
export function createOwnerTurns(): TakeTurn {
  const owners = new Map<OwnerId, Turns>();

  function leave(owner: OwnerId, turns: Turns): void {
    const [next] = turns.waiting;
    if (next !== undefined) {
      next();
      return;
    }
    turns.running -= 1;
    if (turns.running === 0) owners.delete(owner);
  }

  return async (owner, deadline, work) => {
    const turns = owners.get(owner) ?? { running: 0, waiting: new Set() };
    owners.set(owner, turns);
    if (turns.running < AT_ONCE) turns.running += 1;
    else await waitIn(turns.waiting, deadline);
    try {
      return await work();
    } finally {
      leave(owner, turns);
    }
  };
}

function waitIn(waiting: Set<() => void>, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      clearTimeout(timer);
      waiting.delete(go);
      resolve();
    };
    const timer = setTimeout(
      () => {
        waiting.delete(go);
        const message = "Too many changes of yours wait for the database. Try again in a moment.";
        reject(unavailable("busy", message, { retryable: true }));
      },
      Math.max(0, deadline - performance.now()),
    );
    waiting.add(go);
  });
}
