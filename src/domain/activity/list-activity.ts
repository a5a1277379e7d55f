import { toIso } from "../clock.ts";
import type { CursorPosition } from "../cursor.ts";
import { type PageEnvelope, type PageInput, queryKey, readPage } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import type { ActionRow, ActivityFilter, ActivityPage, ActivityRow, ReadRow } from "./action.ts";
import { toRowId } from "./row-id.ts";

export interface ListActivityInput extends PageInput {
  readonly entry_id?: string | undefined;
  /** ms since 1970, inclusive. */
  readonly since?: number | undefined;
  readonly platform?: string | undefined;
  /** Actions only: they must carry all of them. */
  readonly tags?: readonly string[] | undefined;
}

type JsonRow = Readonly<Record<string, unknown>>;
export type ActivityPageJson = PageEnvelope & { readonly entries: readonly JsonRow[] };

/** Who read what, newest first. */
export async function listReads(
  services: Services,
  caller: Caller,
  input: ListActivityInput,
): Promise<ActivityPageJson> {
  await services.reads.flush();
  return listRows<ReadRow>(services, caller, "reads", input, {
    list: (owner, filter, page) => services.store.activity.listReads(owner, filter, page),
    kindOf: () => "read",
    show: (row) => ({
      id: toRowId(services, caller.owner, "read", row.id),
      entry_id: row.entryId,
      timestamp: toIso(row.at),
      platform: row.platform ?? null,
      tool_used: row.tool,
    }),
  });
}

/** What was done because of entries, newest first. */
export function listActions(
  services: Services,
  caller: Caller,
  input: ListActivityInput,
): Promise<ActivityPageJson> {
  return listRows<ActionRow>(services, caller, "actions", input, {
    list: (owner, filter, page) => services.store.activity.listActions(owner, filter, page),
    kindOf: () => "action",
    show: (row) => ({
      id: toRowId(services, caller.owner, "action", row.id),
      entry_id: row.entryId,
      timestamp: toIso(row.at),
      platform: row.platform ?? null,
      action: row.action,
      detail: row.detail ?? null,
      tags: row.tags,
    }),
  });
}

/** Reads and actions in one timeline, newest first. */
export async function listActivity(
  services: Services,
  caller: Caller,
  input: ListActivityInput,
): Promise<ActivityPageJson> {
  await services.reads.flush();
  return listRows<ActivityRow>(services, caller, "activity", input, {
    list: (owner, filter, page) => services.store.activity.listActivity(owner, filter, page),
    kindOf: (row) => row.kind,
    show: (row) => ({
      event_type: row.kind,
      entry_id: row.entryId,
      timestamp: toIso(row.at),
      platform: row.platform ?? null,
      action: row.kind === "action" ? row.action : null,
      detail: row.kind === "action" ? (row.detail ?? null) : row.tool,
      tags: row.kind === "action" ? row.tags : [],
    }),
  });
}

/** The kinds as they are numbered in cursors. */
const KINDS = ["action", "read"] as const;
type Kind = (typeof KINDS)[number];

interface RowKind<Row> {
  list(owner: Caller["owner"], filter: ActivityFilter, page: ActivityPage): Promise<readonly Row[]>;
  kindOf(row: Row): Kind;
  show(row: Row): JsonRow;
}

async function listRows<Row extends ReadRow | ActionRow>(
  services: Services,
  caller: Caller,
  name: string,
  input: ListActivityInput,
  { list, kindOf, show }: RowKind<Row>,
): Promise<ActivityPageJson> {
  const filter = toFilter(input);
  const { rows, envelope } = await readPage<Row>(services, caller.owner, {
    input,
    query: queryKey(name, filter),
    fetch: (limit, position) => list(caller.owner, filter, toPage(limit, position)),
    positionOf: (row) => [row.at, KINDS.indexOf(kindOf(row)), row.id],
  });
  return { entries: rows.map(show), ...envelope };
}

function toPage(limit: number, position: CursorPosition | undefined): ActivityPage {
  const [at, kindNumber, id] = position ?? [];
  const kind = KINDS[kindNumber ?? -1];
  if (at === undefined || kind === undefined || id === undefined) return { limit };
  return { limit, before: { at, kind, id } };
}

function toFilter({ entry_id, since, platform, tags }: ListActivityInput): ActivityFilter {
  return {
    ...(entry_id === undefined || entry_id === "" ? {} : { entryId: entry_id }),
    ...(since === undefined ? {} : { since }),
    ...(platform === undefined || platform === "" ? {} : { platform }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
  };
}
