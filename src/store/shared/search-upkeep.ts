import type { Clock } from "../../domain/clock.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import { chooseMerge } from "./choose-merge.ts";
import type { ClaimedIndex, Segment } from "./claimed-index.ts";
import { makeFlush } from "./search-flush.ts";
import { CHECK_EVERY_MS } from "./search-limits.ts";

export interface UpkeepOptions {
  readonly index: ClaimedIndex;
  readonly analyser: Analyser;
  readonly clock: Clock;
  /** Every step ends early once this says so. */
  isStopped(): boolean;
}

/** Brings one owner's index up to date, for the process that has claimed it. @throws ClaimLost */
export async function bringUpToDate({ index, analyser, clock, isStopped }: UpkeepOptions): Promise<void> {
  const own = async () => (await index.live()).filter((part) => part.analyser === analyser.version);

  /** Indexes the next entries that changed; false when there are none. */
  async function flush(): Promise<boolean> {
    const changes = await index.changes();
    if (changes === undefined) return false;
    const made = await makeFlush(changes, analyser);
    const rows = made.rows[Symbol.iterator]();
    const part = { low_rev: made.from + 1, high_rev: made.to, entries: made.entries.length };
    const segment = await index.write(part, { next: () => rows.next().value });
    if (isStopped()) return false;
    await index.commit(made, segment);
    return true;
  }

  /** One part in place of several that follow each other; false when stopped. */
  async function replace(parts: readonly Segment[]): Promise<boolean> {
    const source = await index.merged(parts);
    const low_rev = Math.min(...parts.map((part) => part.low_rev));
    const high_rev = Math.max(...parts.map((part) => part.high_rev));
    const segment = await index.write({ low_rev, high_rev, entries: source.entries }, source);
    if (isStopped()) return false;
    await index.replace(parts, segment, source.entries);
    await index.remove(parts);
    return true;
  }

  /** Makes few parts of many. */
  async function merge(): Promise<void> {
    let parts = chooseMerge(await own());
    while (parts !== undefined && !isStopped() && (await replace(parts))) parts = chooseMerge(await own());
  }

  /** Removes what an older analyser made, now that everything is indexed anew. */
  async function dropOutdated(): Promise<void> {
    const outdated = (await index.live()).filter((part) => part.analyser < analyser.version);
    if (outdated.length === 0) return;
    await index.retire(outdated);
    await index.remove(outdated);
  }

  /** Makes parts anew that name entries which have changed or are gone: words that were deleted stay a day at most. */
  async function dropStale(): Promise<void> {
    const due = (await own()).filter(({ checked_at }) => checked_at <= clock.now() - CHECK_EVERY_MS);
    for (const part of due) {
      if (isStopped()) return;
      if ((await index.countValid(part)) < part.entries) await replace([part]);
      else await index.setChecked(part);
    }
  }

  await index.remove(await index.unfinished());
  while (!isStopped() && (await flush())) await merge();
  if (isStopped()) return;
  await dropOutdated();
  await dropStale();
}
