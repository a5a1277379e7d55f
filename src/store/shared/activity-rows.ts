import type {
  ActionRow,
  ActivityFilter,
  ActivityPage,
  ActivityRow,
  ReadRow,
} from "../../domain/activity/action.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { parseStrings } from "./entry-row.ts";

interface StoredRow {
  readonly id: number;
  readonly entry_id: string;
  readonly at: number;
  readonly platform: string | null;
}

export type StoredRead = StoredRow & { readonly tool: string };
export type StoredAction = StoredRow & {
  readonly action: string;
  readonly detail: string | null;
  readonly tags: string;
};

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

/** Filters of one shape are answered by one statement, whatever their values; tags not counted. */
export function shapeOf({ entryId, platform, sources }: ActivityFilter): string {
  return `${entryId === undefined} ${platform === undefined} ${sources === undefined}`;
}

/** The parameters of a page of one log: those of the filter that it has, and bounds that are always there. */
export function activityValues(
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

export function toRead(row: StoredRead): ReadRow {
  return { ...toBase(row), tool: row.tool };
}

export function toAction(row: StoredAction): ActionRow {
  const { action, detail, tags } = row;
  return { ...toBase(row), action, ...(detail === null ? {} : { detail }), tags: parseStrings(tags) };
}

function toBase({ id, entry_id, at, platform }: StoredRow) {
  return { id, entryId: entry_id, at, ...(platform === null ? {} : { platform }) };
}
