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
import type { Session } from "./session.ts";
import { plannedSql, type Statement, sql } from "./sql.ts";

/** Counting stops here: beyond it, no choice of tag is bad enough to be worth a longer count. */
const CAP = 2_000;

const COUNT_TAGS = sql(/* sql */ `
  SELECT wanted.tag
    FROM unnest(:tags::text[]) wanted (tag)
   CROSS JOIN LATERAL (
         SELECT count(*) AS size
           FROM (SELECT 1 FROM action_tags t
                  WHERE t.owner_id = :owner AND t.tag = wanted.tag AND t.at >= :since::bigint LIMIT ${CAP}) counted) s
   ORDER BY s.size`);

/** Pages of the two logs; for use inside a read. */
export interface ActivityLists {
  reads(
    session: Session,
    owner: OwnerId,
    filter: ActivityFilter,
    page: ActivityPage,
  ): Promise<readonly ReadRow[]>;
  actions(
    session: Session,
    owner: OwnerId,
    filter: ActivityFilter,
    page: ActivityPage,
  ): Promise<readonly ActionRow[]>;
}

export function createActivityLists(): ActivityLists {
  const statements = new Map<string, () => Statement>();

  function statementFor(shape: string, make: () => string): () => Statement {
    const known = statements.get(shape);
    if (known !== undefined) return known;
    const made = plannedSql(make());
    statements.set(shape, made);
    return made;
  }

  return {
    async reads(session, owner, filter, page) {
      if (page.limit <= 0 || (filter.tags?.length ?? 0) > 0) return [];
      const statement = statementFor(`reads ${shapeOf(filter)}`, () => listReadsSql(filter));
      const rows = await session.all<StoredRead>(statement, {
        ...activityValues(owner, filter, page, "read"),
        ...withSources(filter),
      });
      return rows.map(toRead);
    },

    async actions(session, owner, filter, page) {
      if (page.limit <= 0) return [];
      const distinct = [...new Set(filter.tags)];
      const tags = distinct.length < 2 ? distinct : await rarestFirst(session, owner, distinct, filter);
      const shape = `actions ${shapeOf(filter)} ${tags.length}`;
      const statement = statementFor(shape, () => listActionsSql(filter, tags.length));
      const named = Object.fromEntries(tags.map((tag, index) => [`tag${index}`, tag]));
      const values = { ...activityValues(owner, filter, page, "action"), ...named, ...withSources(filter) };
      return (await session.all<StoredAction>(statement, values)).map(toAction);
    },
  };
}

async function rarestFirst(
  session: Session,
  owner: OwnerId,
  tags: readonly string[],
  { since = Number.MIN_SAFE_INTEGER }: ActivityFilter,
): Promise<readonly string[]> {
  const rows = await session.all<{ readonly tag: string }>(COUNT_TAGS, { owner, tags, since });
  return rows.map(({ tag }) => tag);
}

function withSources({ sources }: ActivityFilter) {
  return sources === undefined ? {} : { sources };
}
