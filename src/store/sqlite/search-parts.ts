import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { PostingsRow, SearchSegments, Segment } from "./search-segments.ts";
import type { Slices } from "./search-slices.ts";

/** Writes and removes parts of an index, row by row in short transactions. */
export interface SearchParts {
  /**
   * Writes a part that is not read yet; answers its number. Ends early when stopped: `dropUnfinished` of a later run
   * removes what was written.
   */
  write(
    owner: OwnerId,
    made: Pick<Segment, "low_rev" | "high_rev" | "entries">,
    next: () => PostingsRow | undefined,
    isStopped: () => boolean,
  ): Promise<number>;
  /** Removes parts that are not read. */
  remove(owner: OwnerId, parts: readonly Segment[]): Promise<void>;
  /** The same, for parts that are read until now. */
  retire(owner: OwnerId, parts: readonly Segment[]): Promise<void>;
}

export function createSearchParts(
  segments: SearchSegments,
  slices: Slices,
  version: number,
  clock: Clock,
): SearchParts {
  const parts: SearchParts = {
    async write(owner, made, next, isStopped) {
      const part = { ...made, analyser: version, checked_at: clock.now() };
      const segment = await slices.once(() => segments.begin(owner, part));
      await slices.repeat(() => {
        const row = next();
        if (row !== undefined) segments.addRow(owner, segment, row);
        return row !== undefined && !isStopped();
      });
      return segment;
    },
    async remove(owner, gone) {
      for (const { segment } of gone) await slices.repeat(() => segments.removeRows(owner, segment));
    },
    async retire(owner, gone) {
      await slices.once(() => {
        for (const part of gone) segments.retire(owner, part);
      });
      await parts.remove(owner, gone);
    },
  };
  return parts;
}
