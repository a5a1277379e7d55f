import { type Clock, toIso } from "../../domain/clock.ts";
import type { EntryFilter, PageRequest } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { EntryRow } from "../shared/entry-row.ts";
import { countSql } from "./entry-count.ts";
import { type FilterParts, isNarrow, toFilterParts } from "./entry-filter.ts";
import { listSql } from "./entry-query.ts";
import type { Session } from "./session.ts";
import { plannedSql, type Statement, sql } from "./sql.ts";
import { LARGE_SAMPLE, SAMPLE } from "./tagged-query.ts";

/** Reads of live entries by filter. */
export interface EntryQueries {
  list(
    session: Session,
    owner: OwnerId,
    filter: EntryFilter,
    page: PageRequest,
  ): Promise<readonly EntryRow[]>;
  /** Row numbers of all that match, in ascending `rev` order. */
  rowNumbers(session: Session, owner: OwnerId, filter: EntryFilter): Promise<readonly number[]>;
  /** Row numbers of the newest that match, newest first. */
  newestNumbers(
    session: Session,
    owner: OwnerId,
    filter: EntryFilter,
    limit: number,
  ): Promise<readonly number[]>;
  count(session: Session, owner: OwnerId, filter: EntryFilter): Promise<number>;
}

/**
 * For counts of entries with common tags. In a table that has just been filled Postgres takes every tag for rare, and goes
 * through all its entries again for each of them; what it does instead is never that bad.
 */
const NO_NESTED_LOOPS = sql(/* sql */ `
  SELECT set_config('enable_nestloop', 'off', true)`);

/** Statements depend on which conditions a filter has; so many texts are kept. */
const MAX_CACHED = 500;

export function createEntryQueries(clock: Clock): EntryQueries {
  const cached = new Map<string, () => Statement>();

  function statement(
    kind: string,
    { arms, indexed, tags, conditions }: FilterParts,
    build: () => string,
  ): () => Statement {
    const shape = `${kind}\n${conditions.join("\n")}\n${arms.join("\n")}\n${indexed.join("\n")}\n${tags.length}`;
    const known = cached.get(shape);
    if (known !== undefined) return known;
    if (cached.size >= MAX_CACHED) cached.clear();
    const made = plannedSql(build());
    cached.set(shape, made);
    return made;
  }

  function present() {
    const now = clock.now();
    return { now, nowText: toIso(now) };
  }

  async function numbers(
    session: Session,
    owner: OwnerId,
    filter: EntryFilter,
    limit: number | null,
  ): Promise<readonly number[]> {
    const parts = toFilterParts(filter);
    if (parts === undefined || (limit !== null && limit <= 0)) return [];
    const size = limit === null || limit > SAMPLE ? LARGE_SAMPLE : SAMPLE;
    const find = statement(`numbers ${size}`, parts, () => listSql(filter, parts, "e.n, e.rev", size));
    const values = {
      ...parts.values,
      ...present(),
      owner,
      before: Number.MAX_SAFE_INTEGER,
      limit,
      offset: 0,
    };
    return (await session.rows<readonly [number, number]>(find, values)).map(([n]) => n);
  }

  return {
    async list(session, owner, filter, { limit, beforeRev = Number.MAX_SAFE_INTEGER, offset = 0 }) {
      const parts = toFilterParts(filter);
      if (parts === undefined || limit <= 0) return [];
      const find = statement("list", parts, () => listSql(filter, parts));
      const values = { ...parts.values, ...present(), owner, before: beforeRev, limit, offset };
      return session.rows<EntryRow>(find, values);
    },
    rowNumbers: async (session, owner, filter) => (await numbers(session, owner, filter, null)).toReversed(),
    newestNumbers: numbers,
    async count(session, owner, filter) {
      const parts = toFilterParts(filter);
      if (parts === undefined) return 0;
      const find = statement("count", parts, () => countSql(filter, parts));
      const values = { ...parts.values, ...present(), owner };
      const read = () => session.get<{ readonly count: number }>(find, values);
      return (await readAll(session, filter, read))?.count ?? 0;
    },
  };
}

/** In the same round trip as the setting it needs. */
async function readAll<T>(session: Session, filter: EntryFilter, read: () => Promise<T>): Promise<T> {
  if (filter.tags === undefined || isNarrow(filter)) return read();
  const [, found] = await Promise.all([session.run(NO_NESTED_LOOPS, {}), read()]);
  return found;
}
