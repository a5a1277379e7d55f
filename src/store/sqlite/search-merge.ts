import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import type { MergeSource, Segment } from "../shared/claimed-index.ts";
import { createPartCursor, nextMerged, toNumberSet } from "../shared/merge-rows.ts";
import type { SearchSegments } from "./search-segments.ts";

const NUMBERS_OF = /* sql */ `
  SELECT n FROM entries INDEXED BY entries_rev
   WHERE owner_id = :owner AND rev BETWEEN :low_rev AND :high_rev`;

/** The rows of several parts as one sorted stream, entries that have changed since left out. */
export function createMergeSource(
  db: Database,
  segments: SearchSegments,
  owner: OwnerId,
  parts: readonly Segment[],
): MergeSource {
  const numbers = db.prepare<unknown[], number>(NUMBERS_OF).pluck();
  const cursors = parts.map(({ low_rev, high_rev }) =>
    createPartCursor(toNumberSet(numbers.all({ owner, low_rev, high_rev }))),
  );

  function readOn(): void {
    for (const [index, { segment }] of parts.entries()) {
      const after = cursors[index]?.pageAfter();
      if (after !== undefined) cursors[index]?.add(segments.rowsAfter(owner, segment, after));
    }
  }

  return {
    entries: cursors.reduce((sum, { valid }) => sum + valid.size, 0),
    next() {
      for (;;) {
        readOn();
        const row = nextMerged(cursors);
        if (row === undefined || row.found > 0) return row;
      }
    },
  };
}
