import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { CHECK_EVERY_MS, WORTH_WHILE } from "../shared/search-limits.ts";
import { INDEXED } from "./search-segments.ts";
import { plannedSql, sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

/** Owners for whom anything is to be done, by the newest of their revs: no look at any entry. */
const FIND_OWNERS = plannedSql(/* sql */ `
  SELECT o.owner_id AS owner, o.rev, o.rev - coalesce(s.indexed_rev, 0) AS waiting,
         coalesce(s.analyser < :version, false) OR d.owner_id IS NOT NULL AS due
    FROM owners o
    LEFT JOIN search_owners s ON s.owner_id = o.owner_id
    LEFT JOIN (SELECT DISTINCT owner_id FROM search_segments WHERE live AND checked_at <= :due) d
      ON d.owner_id = o.owner_id
   WHERE coalesce(s.analyser, 0) <= :version
     AND (o.rev > coalesce(s.indexed_rev, 0) OR s.analyser < :version OR d.owner_id IS NOT NULL)
   ORDER BY o.owner_id`);

/** No more are read than would be worth while by their number. */
const READ_SIZE = sql(/* sql */ `
  SELECT coalesce(sum(size), 0)::bigint AS size
    FROM (SELECT octet_length(data) AS size
            FROM entries WHERE owner_id = :owner AND rev > ${INDEXED} ORDER BY rev LIMIT 400) w`);

interface Candidate {
  readonly owner: OwnerId;
  readonly rev: number;
  /** Changes since the index was brought up to date, at least as many as entries wait. */
  readonly waiting: number;
  /** There is something else to do. */
  readonly due: boolean;
}

/** So many owners are remembered, with the rev at which little waited: nobody looks at them before they write again. */
const MOST_KNOWN = 100_000;

export interface LagOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

/** Owners whose index is worth bringing up to date, with `all` those for whom anything waits; `version` is the analyser's. */
export type FindLagging = (version: number, all: boolean) => AsyncIterable<OwnerId>;

export function createFindLagging({ transactions, clock }: LagOptions): FindLagging {
  const known = new Map<OwnerId, number>();

  async function isMuch({ owner, rev }: Candidate): Promise<boolean> {
    if (known.get(owner) === rev) return false;
    const row = await transactions.read(owner, (session) =>
      session.get<{ readonly size: number }>(READ_SIZE, { owner }),
    );
    if ((row?.size ?? 0) >= WORTH_WHILE.bytes) return true;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(owner, rev);
    return false;
  }

  return async function* (version, all) {
    const found = await transactions.read(EVERYBODY, (session) =>
      session.all<Candidate>(FIND_OWNERS, { version, due: clock.now() - CHECK_EVERY_MS }),
    );
    const isMany = ({ waiting, due }: Candidate) => all || due || waiting >= WORTH_WHILE.entries;
    for (const candidate of found.filter(isMany)) yield candidate.owner;
    for (const candidate of found) {
      if (!isMany(candidate) && (await isMuch(candidate))) yield candidate.owner;
    }
  };
}

/** Whether indexes are worth bringing up to date; `version` is that of the analyser. Cheap while nothing is written. */
export type IsSearchBehind = (version: number) => Promise<boolean>;

export function createIsSearchBehind(options: LagOptions): IsSearchBehind {
  const findLagging = createFindLagging(options);
  return async (version) => {
    const { done } = await findLagging(version, false)[Symbol.asyncIterator]().next();
    return done !== true;
  };
}
