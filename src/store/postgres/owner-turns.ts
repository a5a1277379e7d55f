import type { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { isBusy, unavailable } from "./errors.ts";

/** One holds the lock of the owner's row, the other is ready to take it over. */
const AT_ONCE = 2;

/** Runs `work` when it is the owner's turn. @throws AwarenessError `unavailable` (`busy`) when that is not before `deadline`. */
export type TakeTurn = <T>(owner: OwnerId, deadline: number, work: () => Promise<T>) => Promise<T>;

interface Waiting {
  go(): void;
  refuse(error: AwarenessError): void;
}

interface Turns {
  running: number;
  readonly waiting: Set<Waiting>;
}

/**
 * Changes of one owner wait for each other in the database, each on a connection: few of them are let in at once, so that
 * an owner with many changes, or with a long one, leaves connections to the others. When one of them gets no connection,
 * those that wait for their turn are refused with it: they would only fail one after the other, each later than the last.
 */
export function createOwnerTurns(): TakeTurn {
  const owners = new Map<OwnerId, Turns>();

  function leave(owner: OwnerId, turns: Turns): void {
    const [next] = turns.waiting;
    if (next !== undefined) {
      next.go();
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
    } catch (error) {
      if (isBusy(error)) for (const one of [...turns.waiting]) one.refuse(error);
      throw error;
    } finally {
      leave(owner, turns);
    }
  };
}

function waitIn(waiting: Set<Waiting>, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      waiting.delete(mine);
    };
    const mine: Waiting = {
      go() {
        leave();
        resolve();
      },
      refuse(error) {
        leave();
        reject(error);
      },
    };
    const timer = setTimeout(
      () => {
        const message = "Too many changes of yours wait for the database. Try again in a moment.";
        mine.refuse(unavailable("busy", message, { retryable: true }));
      },
      Math.max(0, deadline - performance.now()),
    );
    waiting.add(mine);
  });
}
