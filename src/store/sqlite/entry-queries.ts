import type { Database } from "better-sqlite3";
import { type Clock, toIso } from "../../domain/clock.ts";
import type { EntryFilter, PageRequest } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { EntryRow } from "../shared/entry-row.ts";
import { createChooseDriver } from "./choose-driver.ts";
import { type FilterParts, toFilterParts } from "./entry-filter.ts";
import { countSql, type Driver, listSql } from "./entry-query.ts";
import { createSnapshot, createStatementCache } from "./read.ts";
import { createRevRange } from "./rev-range.ts";

/** Reads of live entries by filter. */
export interface EntryQueries {
  list(owner: OwnerId, filter: EntryFilter, page: PageRequest): readonly EntryRow[];
  /** Row numbers of all that match, in ascending `rev` order. */
  rowNumbers(owner: OwnerId, filter: EntryFilter): readonly number[];
  /** Row numbers of the newest that match, newest first. */
  newestNumbers(owner: OwnerId, filter: EntryFilter, limit: number): readonly number[];
  count(owner: OwnerId, filter: EntryFilter): number;
}

export function createEntryQueries(db: Database, clock: Clock): EntryQueries {
  const snapshot = createSnapshot(db);
  const prepared = createStatementCache(db);
  const revRange = createRevRange(db);
  const chooseDriver = createChooseDriver(db);
  const times = () => {
    const now = clock.now();
    return { now, nowText: toIso(now) };
  };

  return {
    list(owner, filter, { limit, beforeRev, offset = 0 }) {
      const parts = toFilterParts(owner, filter);
      if (parts === undefined || limit <= 0) return [];
      return snapshot(() => {
        const range = revRange(owner, filter, beforeRev);
        if (range.low > range.high) return [];
        const driver = chooseDriver(parts, range);
        const statement = prepared(shapeOf("list", parts, driver), () => listSql(parts, driver));
        return statement.raw().all({ ...parts.params, ...range, ...times(), limit, offset }) as EntryRow[];
      });
    },

    rowNumbers(owner, filter) {
      const parts = toFilterParts(owner, filter);
      if (parts === undefined) return [];
      const range = { low: 0, high: Number.MAX_SAFE_INTEGER };
      const driver = chooseDriver(parts, range);
      const statement = prepared(shapeOf("rows", parts, driver), () => listSql(parts, driver, "e.n, e.rev"));
      const values = { ...parts.params, ...range, ...times(), limit: -1, offset: 0 };
      return (statement.pluck().all(values) as number[]).reverse();
    },

    newestNumbers(owner, filter, limit) {
      const parts = toFilterParts(owner, filter);
      if (parts === undefined || limit <= 0) return [];
      return snapshot(() => {
        const range = revRange(owner, filter, undefined);
        if (range.low > range.high) return [];
        const driver = chooseDriver(parts, range);
        const statement = prepared(shapeOf("rows", parts, driver), () =>
          listSql(parts, driver, "e.n, e.rev"),
        );
        return statement.pluck().all({ ...parts.params, ...range, ...times(), limit, offset: 0 }) as number[];
      });
    },

    count(owner, filter) {
      const parts = toFilterParts(owner, filter);
      if (parts === undefined) return 0;
      return snapshot(() => {
        const range = revRange(owner, filter, undefined);
        if (range.low > range.high) return 0;
        const driver = chooseDriver(parts, range);
        const statement = prepared(shapeOf("count", parts, driver), () => countSql(parts, driver));
        return statement.pluck().get({ ...parts.params, ...range, ...times() }) as number;
      });
    },
  };
}

/** All that the text of a statement depends on; parameters are named by position, so counting them is enough. */
function shapeOf(kind: string, parts: FilterParts, driver: Driver): string {
  const { types, source, tags, specials, rest } = parts;
  const walked = driver.by === "tag" ? driver.tag : driver.by === "special" ? driver.special.key : driver.by;
  const keys = specials.map(({ key }) => key).join(" ");
  return `${kind} ${walked} ${types.length} ${source} ${tags.length} ${keys} ${rest.join(" ")}`;
}
