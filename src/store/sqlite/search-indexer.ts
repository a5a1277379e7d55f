import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import { ClaimLost } from "../shared/claimed-index.ts";
import { createIndexer } from "../shared/search-indexer.ts";
import { CHECK_EVERY_MS, CLAIM_MS, WORTH_WHILE } from "../shared/search-limits.ts";
import { bringUpToDate } from "../shared/search-upkeep.ts";
import { createClaimedIndexes } from "./claimed-index.ts";
import { OWNERS } from "./owners.ts";
import { createSearchSegments } from "./search-segments.ts";
import { createSlices, guardSlices } from "./search-slices.ts";

const COUNT_WAITING = /* sql */ `
  SELECT count(*), coalesce(sum(size), 0)
    FROM (SELECT octet_length(data) AS size
            FROM entries INDEXED BY entries_rev WHERE owner_id = :owner AND rev > :indexed LIMIT 400)`;

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
  const { version } = analyser;
  const openIndex = createClaimedIndexes({ db, segments, clock, version });

  function isWorthWhile(owner: OwnerId, all: boolean): boolean {
    const state = segments.owner(owner);
    if (state !== undefined && state.analyser !== version) return state.analyser < version;
    const [count = 0, size = 0] = countWaiting.get({ owner, indexed: state?.indexed_rev ?? 0 }) ?? [];
    const due = segments.live(owner).some(({ checked_at }) => checked_at <= clock.now() - CHECK_EVERY_MS);
    if (due) return true;
    return all ? count > 0 : count >= WORTH_WHILE.entries || size >= WORTH_WHILE.bytes;
  }

  const claimedUntil = () => clock.now() + CLAIM_MS;

  function take(owner: OwnerId, claim: number): boolean {
    const times = { now: clock.now(), until: claimedUntil() };
    if (!segments.claim(owner, claim, times, version)) return false;
    const state = segments.owner(owner);
    if (state !== undefined && state.analyser < version) segments.startAnew(owner, version);
    return true;
  }

  /** Every transaction of the work first makes sure that nobody has taken over, as after a long sleep of the machine. */
  function holder(owner: OwnerId, claim: number): () => void {
    return () => {
      if (!segments.renew(owner, claim, claimedUntil())) throw new ClaimLost();
    };
  }

  return createIndexer({
    *owners(all) {
      for (const owner of owners.all()) if (isWorthWhile(owner, all)) yield owner;
    },
    take: (owner, claim) => slices.once(() => take(owner, claim)),
    release: (owner, claim) => slices.once(() => segments.release(owner, claim)),
    async work(owner, claim, isStopped) {
      const held = guardSlices(slices, holder(owner, claim));
      const index = openIndex({ owner, slices: held, isStopped });
      await bringUpToDate({ index, analyser, clock, isStopped });
    },
  });
}
