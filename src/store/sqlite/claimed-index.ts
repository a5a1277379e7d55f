import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { ClaimedIndex } from "../shared/claimed-index.ts";
import { createCommitDocuments, createFindChanges } from "./search-flush.ts";
import { createMergeSource } from "./search-merge.ts";
import type { SearchSegments } from "./search-segments.ts";
import type { Slices } from "./search-slices.ts";

export interface ClaimedIndexOptions {
  readonly db: Database;
  readonly segments: SearchSegments;
  readonly clock: Clock;
  /** Version of the analyser. */
  readonly version: number;
}

/** What is worked on: the slices hold the claim. */
export interface IndexTurn {
  readonly owner: OwnerId;
  readonly slices: Slices;
  isStopped(): boolean;
}

export function createClaimedIndexes({ db, segments, clock, version }: ClaimedIndexOptions) {
  const findChanges = createFindChanges(db);
  const commitDocuments = createCommitDocuments(db);

  return ({ owner, slices, isStopped }: IndexTurn): ClaimedIndex => ({
    live: async () => segments.live(owner),
    unfinished: async () => segments.unfinished(owner),
    changes: async () => findChanges(owner, segments.owner(owner)?.indexed_rev ?? 0),
    async write(made, source) {
      const part = { ...made, analyser: version, checked_at: clock.now() };
      const segment = await slices.once(() => segments.begin(owner, part));
      await slices.repeat(() => {
        const row = source.next();
        if (row !== undefined) segments.addRow(owner, segment, row);
        return row !== undefined && !isStopped();
      });
      return segment;
    },
    commit: (flush, segment) =>
      slices.once(() => {
        commitDocuments(owner, flush);
        segments.finish(owner, segment, flush.entries.length);
      }),
    merged: async (parts) => createMergeSource(db, segments, owner, parts),
    replace: (parts, segment, entries) =>
      slices.once(() => {
        segments.finish(owner, segment, entries);
        for (const part of parts) segments.retire(owner, part);
      }),
    retire: (parts) =>
      slices.once(() => {
        for (const part of parts) segments.retire(owner, part);
      }),
    async remove(parts) {
      for (const { segment } of parts) await slices.repeat(() => segments.removeRows(owner, segment));
    },
    countValid: async (part) => segments.countValid(owner, part),
    setChecked: ({ segment }) => slices.once(() => segments.setChecked(owner, segment, clock.now())),
  });
}
