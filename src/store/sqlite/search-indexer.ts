import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import { createSearchSegments } from "./search-segments.ts";
import { createSlices } from "./search-slices.ts";
import { CHECK_EVERY_MS, createOwnerUpkeep } from "./search-upkeep.ts";

const OWNERS = /* sql */ `
  WITH RECURSIVE owners (owner_id) AS (
    SELECT min(owner_id) FROM entries
    UNION ALL
    SELECT (SELECT min(e.owner_id) FROM entries e WHERE e.owner_id > o.owner_id)
      FROM owners o
     WHERE o.owner_id IS NOT NULL
  )
  SELECT owner_id FROM owners WHERE owner_id IS NOT NULL`;

const COUNT_WAITING = /* sql */ `
  SELECT count(*), coalesce(sum(size), 0)
    FROM (SELECT length(data) AS size
            FROM entries INDEXED BY entries_rev WHERE owner_id = :owner AND rev > :indexed LIMIT 200)`;

/** Fewer waiting entries than this, and less data (bytes), are no trouble to a search; many small parts would be. */
const WORTH_WHILE = 128;
const WORTH_WHILE_DATA = 400_000;
const CLAIM_MS = 60_000;

/**
 * Brings the indexes of all owners up to date, in short steps between which others write and search. An owner's index
 * that another process is working on is left to it.
 */
export function createSearchIndexer(
  db: Database,
  clock: Clock,
  analyser: Analyser,
  busyTimeoutMs: number,
): SearchUpkeep {
  const owners = db.prepare<[], OwnerId>(OWNERS).pluck();
  const countWaiting = db.prepare<unknown[], [number, number]>(COUNT_WAITING).raw();
  const segments = createSearchSegments(db);
  const slices = createSlices(db, busyTimeoutMs);
  const createUpkeep = createOwnerUpkeep({ db, segments, slices, analyser, clock });
  const { version } = analyser;

  function isWorthWhile(owner: OwnerId, all: boolean): boolean {
    const state = segments.owner(owner);
    if (state !== undefined && state.analyser !== version) return state.analyser < version;
    const [count = 0, size = 0] = countWaiting.get({ owner, indexed: state?.indexed_rev ?? 0 }) ?? [];
    const due = segments.live(owner).some(({ checked_at }) => checked_at <= clock.now() - CHECK_EVERY_MS);
    if (due) return true;
    return all ? count > 0 : count >= WORTH_WHILE || size >= WORTH_WHILE_DATA;
  }

  const claimedUntil = () => clock.now() + CLAIM_MS;

  function claim(owner: OwnerId): boolean {
    if (!segments.claim(owner, version, clock.now(), claimedUntil())) return false;
    const state = segments.owner(owner);
    if (state !== undefined && state.analyser < version) segments.startAnew(owner, version);
    return true;
  }

  async function bringUpToDate(owner: OwnerId, isStopped: () => boolean): Promise<void> {
    const upkeep = createUpkeep(isStopped);
    await upkeep.dropUnfinished(owner);
    while (!isStopped() && (await upkeep.flush(owner))) {
      await slices.once(() => segments.renew(owner, claimedUntil()));
      await upkeep.merge(owner);
    }
    if (isStopped()) return;
    await upkeep.dropOutdated(owner);
    await upkeep.dropStale(owner);
  }

  return {
    async run({ all = false, signal }) {
      const isStopped = () => signal?.aborted === true;
      for (const owner of owners.all()) {
        if (isStopped()) return;
        if (!isWorthWhile(owner, all) || !(await slices.once(() => claim(owner)))) continue;
        try {
          await bringUpToDate(owner, isStopped);
        } finally {
          await slices.once(() => segments.release(owner));
        }
      }
    },
  };
}
