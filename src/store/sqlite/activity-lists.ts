import type { Database } from "better-sqlite3";
import type { ActionRow, ActivityFilter, ActivityPage, ReadRow } from "../../domain/activity/action.ts";
import type { OwnerId } from "../../domain/owner.ts";
import {
  activityValues,
  type StoredAction,
  type StoredRead,
  shapeOf,
  toAction,
  toRead,
} from "../shared/activity-rows.ts";
import { listActionsSql, listReadsSql } from "./activity-sql.ts";
import { createStatementCache } from "./read.ts";

/** Counting stops here: beyond it, no choice of tag is bad enough to be worth a longer count. */
const CAP = 2_000;

const COUNT_TAG = /* sql */ `
  SELECT count(*) FROM (SELECT 1 FROM action_tags WHERE owner_id = ? AND tag = ? AND at >= ? LIMIT ${CAP})`;

/** Pages of the two logs; for use inside a read. */
export interface ActivityLists {
  reads(owner: OwnerId, filter: ActivityFilter, page: ActivityPage): readonly ReadRow[];
  actions(owner: OwnerId, filter: ActivityFilter, page: ActivityPage): readonly ActionRow[];
}

export function createActivityLists(db: Database): ActivityLists {
  const prepared = createStatementCache(db);
  const countTag = db.prepare<[string, string, number], number>(COUNT_TAG).pluck();

  function rarestFirst(owner: OwnerId, { tags = [], since }: ActivityFilter): readonly string[] {
    const distinct = [...new Set(tags)];
    if (distinct.length < 2) return distinct;
    const from = since ?? Number.MIN_SAFE_INTEGER;
    const sized = distinct.map((tag) => ({ tag, size: countTag.get(owner, tag, from) ?? 0 }));
    return sized.sort((a, b) => a.size - b.size).map(({ tag }) => tag);
  }

  return {
    reads(owner, filter, page) {
      if (page.limit <= 0 || (filter.tags?.length ?? 0) > 0) return [];
      const statement = prepared(`reads ${shapeOf(filter)}`, () => listReadsSql(filter));
      return (
        statement.all({
          ...activityValues(owner, filter, page, "read"),
          ...withSources(filter),
        }) as StoredRead[]
      ).map(toRead);
    },

    actions(owner, filter, page) {
      if (page.limit <= 0) return [];
      const tags = rarestFirst(owner, filter);
      const shape = `actions ${shapeOf(filter)} ${tags.length}`;
      const statement = prepared(shape, () => listActionsSql(filter, tags.length));
      const named = Object.fromEntries(tags.map((tag, index) => [`tag${index}`, tag]));
      const values = { ...activityValues(owner, filter, page, "action"), ...named, ...withSources(filter) };
      return (statement.all(values) as StoredAction[]).map(toAction);
    },
  };
}

function withSources({ sources }: ActivityFilter) {
  return sources === undefined ? {} : { sources: JSON.stringify(sources) };
}
