import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import { createCommitDocuments, createPrepareFlush } from "./search-flush.ts";
import { chooseMerge, createMergeSource } from "./search-merge.ts";
import { createSearchParts } from "./search-parts.ts";
import type { SearchSegments, Segment } from "./search-segments.ts";
import type { Slices } from "./search-slices.ts";

/** How long a part may name entries that are gone, ms. */
export const CHECK_EVERY_MS = 86_400_000;

/** The steps of bringing one owner's index up to date; for the process that has claimed it. */
export interface OwnerUpkeep {
  /** Indexes the next entries that changed; false when there are none, or when another process was faster. */
  flush(owner: OwnerId): Promise<boolean>;
  /** Makes few parts of many. */
  merge(owner: OwnerId): Promise<void>;
  /** Makes parts anew that name entries which have changed or are gone: words that were deleted stay a day at most. */
  dropStale(owner: OwnerId): Promise<void>;
  /** Removes what a process left that ended in the middle of its work. */
  dropUnfinished(owner: OwnerId): Promise<void>;
  /** Removes what an older analyser made; for when everything is indexed anew. */
  dropOutdated(owner: OwnerId): Promise<void>;
}

export interface UpkeepOptions {
  readonly db: Database;
  readonly segments: SearchSegments;
  readonly slices: Slices;
  readonly analyser: Analyser;
  readonly clock: Clock;
}

/** Every step ends early once `isStopped` says so. */
export type CreateUpkeep = (isStopped: () => boolean) => OwnerUpkeep;

export function createOwnerUpkeep({ db, segments, slices, analyser, clock }: UpkeepOptions): CreateUpkeep {
  const prepareFlush = createPrepareFlush(db, analyser);
  const commitDocuments = createCommitDocuments(db);
  const written = createSearchParts(segments, slices, analyser.version, clock);

  async function flush(owner: OwnerId, isStopped: () => boolean): Promise<boolean> {
    const found = await prepareFlush(owner, segments.owner(owner)?.indexed_rev ?? 0);
    if (found === undefined) return false;
    const rows = found.rows[Symbol.iterator]();
    const made = { low_rev: found.low, high_rev: found.to, entries: found.entries.length };
    const segment = await written.write(owner, made, () => rows.next().value, isStopped);
    if (isStopped()) return false;
    return slices.once(() => {
      if (!commitDocuments(owner, found)) return false;
      segments.finish(owner, segment, made.entries);
      return true;
    });
  }

  /** One part in place of several; false when stopped. */
  async function mergeParts(
    owner: OwnerId,
    parts: readonly Segment[],
    isStopped: () => boolean,
  ): Promise<boolean> {
    const source = createMergeSource(db, segments, owner, parts);
    const made = {
      low_rev: Math.min(...parts.map((part) => part.low_rev)),
      high_rev: Math.max(...parts.map((part) => part.high_rev)),
      entries: source.entries,
    };
    const segment = await written.write(owner, made, () => source.next(), isStopped);
    if (isStopped()) return false;
    await slices.once(() => {
      segments.finish(owner, segment, made.entries);
      for (const part of parts) segments.retire(owner, part);
    });
    await written.remove(owner, parts);
    return true;
  }

  async function checkPart(owner: OwnerId, part: Segment, isStopped: () => boolean): Promise<void> {
    if (segments.countValid(owner, part) < part.entries) await mergeParts(owner, [part], isStopped);
    else await slices.once(() => segments.setChecked(owner, part.segment, clock.now()));
  }

  const own = (owner: OwnerId) => segments.live(owner).filter((part) => part.analyser === analyser.version);

  return (isStopped) => ({
    flush: (owner) => flush(owner, isStopped),
    async merge(owner) {
      let parts = chooseMerge(own(owner));
      while (parts !== undefined && !isStopped() && (await mergeParts(owner, parts, isStopped))) {
        parts = chooseMerge(own(owner));
      }
    },
    async dropStale(owner) {
      const due = own(owner).filter(({ checked_at }) => checked_at <= clock.now() - CHECK_EVERY_MS);
      for (const part of due) if (!isStopped()) await checkPart(owner, part, isStopped);
    },
    dropUnfinished: (owner) => written.remove(owner, segments.unfinished(owner)),
    dropOutdated: (owner) =>
      written.retire(
        owner,
        segments.live(owner).filter((part) => part.analyser < analyser.version),
      ),
  });
}
