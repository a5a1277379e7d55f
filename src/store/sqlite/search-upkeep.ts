import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import { createCommitDocuments, createPrepareFlush } from "./search-flush.ts";
import { CHECK_EVERY_MS } from "./search-lag.ts";
import { chooseMerge, createMergeSource } from "./search-merge.ts";
import { createSearchParts } from "./search-parts.ts";
import type { SearchSegments, Segment } from "./search-segments.ts";
import type { Slices } from "./search-slices.ts";

/** The steps of bringing one owner's index up to date; for the process that has claimed it. */
export interface OwnerUpkeep {
  /** Indexes the next entries that changed; false when there are none. */
  flush(): Promise<boolean>;
  /** Makes few parts of many. */
  merge(): Promise<void>;
  /** Makes parts anew that name entries which have changed or are gone: words that were deleted stay a day at most. */
  dropStale(): Promise<void>;
  /** Removes what a process left that ended in the middle of its work. */
  dropUnfinished(): Promise<void>;
  /** Removes what an older analyser made; for when everything is indexed anew. */
  dropOutdated(): Promise<void>;
}

export interface UpkeepOptions {
  readonly db: Database;
  readonly segments: SearchSegments;
  readonly analyser: Analyser;
  readonly clock: Clock;
}

/** What is worked on: the slices hold the claim, and every step ends early once `isStopped` says so. */
export interface UpkeepTurn {
  readonly owner: OwnerId;
  readonly slices: Slices;
  isStopped(): boolean;
}

export function createOwnerUpkeep({ db, segments, analyser, clock }: UpkeepOptions) {
  const prepareFlush = createPrepareFlush(db, analyser);
  const commitDocuments = createCommitDocuments(db);

  return ({ owner, slices, isStopped }: UpkeepTurn): OwnerUpkeep => {
    const written = createSearchParts(segments, slices, analyser.version, clock);
    const own = () => segments.live(owner).filter((part) => part.analyser === analyser.version);

    /** One part in place of several that follow each other; false when stopped. */
    async function replace(parts: readonly Segment[]): Promise<boolean> {
      const source = createMergeSource(db, segments, owner, parts);
      const low_rev = Math.min(...parts.map((part) => part.low_rev));
      const high_rev = Math.max(...parts.map((part) => part.high_rev));
      const made = { low_rev, high_rev, entries: source.entries };
      const segment = await written.write(owner, made, () => source.next(), isStopped);
      if (isStopped()) return false;
      await slices.once(() => {
        segments.finish(owner, segment, made.entries);
        for (const part of parts) segments.retire(owner, part);
      });
      await written.remove(owner, parts);
      return true;
    }

    async function check(part: Segment): Promise<void> {
      if (segments.countValid(owner, part) < part.entries) await replace([part]);
      else await slices.once(() => segments.setChecked(owner, part.segment, clock.now()));
    }

    return {
      async flush() {
        const found = await prepareFlush(owner, segments.owner(owner)?.indexed_rev ?? 0);
        if (found === undefined) return false;
        const rows = found.rows[Symbol.iterator]();
        const made = { low_rev: found.from + 1, high_rev: found.to, entries: found.entries.length };
        const segment = await written.write(owner, made, () => rows.next().value, isStopped);
        if (isStopped()) return false;
        await slices.once(() => {
          commitDocuments(owner, found);
          segments.finish(owner, segment, made.entries);
        });
        return true;
      },
      async merge() {
        let parts = chooseMerge(own());
        while (parts !== undefined && !isStopped() && (await replace(parts))) parts = chooseMerge(own());
      },
      async dropStale() {
        const due = own().filter(({ checked_at }) => checked_at <= clock.now() - CHECK_EVERY_MS);
        for (const part of due) if (!isStopped()) await check(part);
      },
      dropUnfinished: () => written.remove(owner, segments.unfinished(owner)),
      dropOutdated: () =>
        written.retire(
          owner,
          segments.live(owner).filter((part) => part.analyser < analyser.version),
        ),
    };
  };
}
