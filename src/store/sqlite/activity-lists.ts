import type { Database } from "better-sqlite3";
import type {
  ActionRow,
  ActivityFilter,
  ActivityPage,
  ActivityRow,
  ReadRow,
} from "../../domain/activity/action.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { listActionsSql, listReadsSql } from "./activity-sql.ts";
import { parseStrings } from "./entry-row.ts";
import { createStatementCache } from "./read.ts";

/** Counting stops here: beyond it, no choice of tag is bad enough to be worth a longer count. */
const CAP = 2_000;

const COUNT_TAG = /* sql */ `
  SELECT count(*) FROM (SELECT 1 FROM action_tags WHERE owner_id = ? AND tag = ? AND at >= ? LIMIT ${CAP})`;

interface StoredRow {
  readonly id: number;
  readonly entry_id: string;
  readonly at: number;
  readonly platform: string | null;
}

type StoredRead = StoredRow & { readonly tool: string };
type StoredAction = StoredRow & {
  readonly action: string;
  readonly detail: string | null;
  readonly tags: string;
};

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
      return (statement.all(parametersOf(owner, filter, page, "read")) as StoredRead[]).map(toRead);
    },

    actions(owner, filter, page) {
      if (page.limit <= 0) return [];
      const tags = rarestFirst(owner, filter);
      const shape = `actions ${shapeOf(filter)} ${tags.length}`;
      const statement = prepared(shape, () => listActionsSql(filter, tags.length));
      const named = Object.fromEntries(tags.map((tag, index) => [`tag${index}`, tag]));
      const values = { ...parametersOf(owner, filter, page, "action"), ...named };
      return (statement.all(values) as StoredAction[]).map(toAction);
    },
  };
}

/** Newest first in (time, kind, id) order; of one time the reads come first, as `read` sorts after `action`. */
export function mergeActivity(
  reads: readonly ReadRow[],
  actions: readonly ActionRow[],
): readonly ActivityRow[] {
  const rows: ActivityRow[] = [
    ...reads.map((row) => ({ kind: "read" as const, ...row })),
    ...actions.map((row) => ({ kind: "action" as const, ...row })),
  ];
  return rows.sort((a, b) => b.at - a.at || (a.kind === b.kind ? b.id - a.id : a.kind === "read" ? -1 : 1));
}

function shapeOf({ entryId, platform }: ActivityFilter): string {
  return `${entryId === undefined} ${platform === undefined}`;
}

function parametersOf(
  owner: OwnerId,
  { entryId, platform, since = Number.MIN_SAFE_INTEGER }: ActivityFilter,
  { limit, before }: ActivityPage,
  kind: "read" | "action",
) {
  return {
    owner,
    since,
    limit,
    beforeAt: before?.at ?? Number.MAX_SAFE_INTEGER,
    beforeId: before === undefined ? Number.MAX_SAFE_INTEGER : idBefore(before, kind),
    ...(entryId === undefined ? {} : { entryId }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** Among rows of the same time and another kind, all (actions after a read) or none (reads after an action) follow. */
function idBefore(before: NonNullable<ActivityPage["before"]>, kind: "read" | "action"): number {
  if (before.kind === kind) return before.id;
  return kind === "action" ? Number.MAX_SAFE_INTEGER : 0;
}

function toRead(row: StoredRead): ReadRow {
  return { ...toBase(row), tool: row.tool };
}

function toAction(row: StoredAction): ActionRow {
  const { action, detail, tags } = row;
  return { ...toBase(row), action, ...(detail === null ? {} : { detail }), tags: parseStrings(tags) };
}

function toBase({ id, entry_id, at, platform }: StoredRow) {
  return { id, entryId: entry_id, at, ...(platform === null ? {} : { platform }) };
}
