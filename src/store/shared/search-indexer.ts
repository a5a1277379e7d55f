import { randomInt } from "node:crypto";
import type { OwnerId } from "../../domain/owner.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import { ClaimLost } from "./claimed-index.ts";
import { LARGEST_CLAIM } from "./search-limits.ts";

/** How an engine lets one process at a time work on an owner's index. */
export interface Claims {
  /** Owners whose index is worth bringing up to date; with `all` those for whom anything waits. */
  owners(all: boolean): AsyncIterable<OwnerId> | Iterable<OwnerId>;
  /** Takes the owner's index under a number; false when another process has it. */
  take(owner: OwnerId, claim: number): Promise<boolean>;
  release(owner: OwnerId, claim: number): Promise<void>;
  /** Works on an index that was taken. @throws ClaimLost when another process has taken over, as after a sleep. */
  work(owner: OwnerId, claim: number, isStopped: () => boolean): Promise<void>;
}

/**
 * Brings the indexes of all owners up to date, in short steps between which others write and search. An owner's index
 * that another process is working on is left to it. One that fails is in the way of no other: the first failure is thrown
 * when all have had their turn.
 */
export function createIndexer({ owners, take, release, work }: Claims): SearchUpkeep {
  async function workOn(owner: OwnerId, isStopped: () => boolean): Promise<void> {
    const claim = randomInt(LARGEST_CLAIM);
    if (!(await take(owner, claim))) return;
    const [worked, released] = [
      await failureOf(work(owner, claim, isStopped)),
      await failureOf(release(owner, claim)),
    ];
    const failure = worked === undefined || worked.error instanceof ClaimLost ? released : worked;
    if (failure !== undefined) throw failure.error;
  }

  return {
    async run({ all = false, signal }) {
      const isStopped = () => signal?.aborted === true;
      let failure: Failure | undefined;
      for await (const owner of owners(all)) {
        if (isStopped()) break;
        const failed = await failureOf(workOn(owner, isStopped));
        failure ??= failed;
      }
      if (failure !== undefined) throw failure.error;
    },
  };
}

interface Failure {
  readonly error: unknown;
}

async function failureOf(work: Promise<void>): Promise<Failure | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return { error };
  }
}
