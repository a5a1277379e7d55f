import { randomInt } from "node:crypto";
import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import { OWNERS } from "./owners.ts";
import { CHECK_EVERY_MS, WORTH_WHILE } from "./search-lag.ts";
import { createSearchSegments } from "./search-segments.ts";
import { ClaimLost, createSlices, guardSlices } from "./search-slices.ts";
import { createOwnerUpkeep, type UpkeepTurn } from "./search-upkeep.ts";

const COUNT_WAITING = /* sql */ `
  SELECT count(*), coalesce(sum(size), 0)
    FROM (SELECT octet_length(data) AS size
            FROM entries INDEXED BY entries_rev WHERE owner_id = :owner AND rev > :indexed LIMIT 400)`;

const CLAIM_MS = 60_000;
const LARGEST_CLAIM = 2 ** 47;

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
  const createUpkeep = createOwnerUpkeep({ db, segments, analyser, clock });
  const { version } = analyser;

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

  async function bringUpToDate(turn: UpkeepTurn): Promise<void> {
    const upkeep = createUpkeep(turn);
    await upkeep.dropUnfinished();
    while (!turn.isStopped() && (await upkeep.flush())) await upkeep.merge();
    if (turn.isStopped()) return;
    await upkeep.dropOutdated();
    await upkeep.dropStale();
  }

  async function workOn(owner: OwnerId, isStopped: () => boolean): Promise<void> {
    const claim = randomInt(LARGEST_CLAIM);
    if (!(await slices.once(() => take(owner, claim)))) return;
    try {
      await bringUpToDate({ owner, isStopped, slices: guardSlices(slices, holder(owner, claim)) });
    } catch (error) {
      if (!(error instanceof ClaimLost)) throw error;
    } finally {
      await slices.once(() => segments.release(owner, claim));
    }
  }

  return {
    async run({ all = false, signal }) {
      const isStopped = () => signal?.aborted === true;
      for (const owner of owners.all()) {
        if (isStopped()) return;
        if (isWorthWhile(owner, all)) await workOn(owner, isStopped);
      }
    },
  };
}
