import type { ActivityStore } from "../../domain/activity/activity-store.ts";
import type { Clock } from "../../domain/clock.ts";
import { mergeActivity } from "../shared/activity-rows.ts";
import { IS_LIVE, toEntry } from "../shared/entry-row.ts";
import { createActivityLists } from "./activity-lists.ts";
import { recordReads } from "./record-reads.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";
import { listUnread } from "./unread.ts";

/** An entry that is removed for good meanwhile is waited for, as the log could not refer to it. */
const RECORD_ACTION = sql(/* sql */ `
  WITH target AS (
    SELECT e.id FROM entries e WHERE e.owner_id = :owner AND e.id = :entryId AND ${IS_LIVE} FOR KEY SHARE
  ), made AS (
    INSERT INTO actions (owner_id, entry_id, at, platform, action, detail, tags)
    SELECT :owner, id, :at::bigint, :platform::text, :action, :detail::text, :tags FROM target
    RETURNING id
  ), tagged AS (
    INSERT INTO action_tags (owner_id, tag, at, action_id)
    SELECT DISTINCT :owner, tag, :at::bigint, made.id FROM made CROSS JOIN unnest(:tagList::text[]) tag
  )
  SELECT id FROM made`);

const SUMMARIZE = sql(/* sql */ `
  SELECT entry_id, count(*) AS count, max(at) AS last_at
    FROM reads
   WHERE owner_id = :owner AND entry_id = ANY(:ids::text[])
   GROUP BY entry_id`);

interface SummaryRow {
  readonly entry_id: string;
  readonly count: number;
  readonly last_at: number;
}

export interface ActivityOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

export function createPostgresActivity({ transactions, clock }: ActivityOptions): ActivityStore {
  const lists = createActivityLists();

  return {
    recordReads: (owner, events) => recordReads(transactions, owner, events),

    async summarizeReads(owner, entryIds) {
      const ids = [...new Set(entryIds)];
      const rows = await transactions.read(owner, (session) =>
        session.all<SummaryRow>(SUMMARIZE, { owner, ids }),
      );
      return new Map(rows.map((row) => [row.entry_id, { count: row.count, lastAt: row.last_at }]));
    },

    async recordAction(owner, { entryId, at, platform = null, action, detail = null, tags }) {
      const [row] = await transactions.one<{ readonly id: number }>(owner, RECORD_ACTION, {
        owner,
        entryId,
        at,
        platform,
        action,
        detail,
        tags: JSON.stringify(tags),
        tagList: tags,
        now: clock.now(),
      });
      return row?.id;
    },

    listReads: (owner, filter, page) =>
      transactions.read(owner, (session) => lists.reads(session, owner, filter, page)),

    listActions: (owner, filter, page) =>
      transactions.read(owner, (session) => lists.actions(session, owner, filter, page)),

    listActivity: (owner, filter, page) =>
      transactions.read(owner, async (session) => {
        const [reads, actions] = await Promise.all([
          lists.reads(session, owner, filter, page),
          lists.actions(session, owner, filter, page),
        ]);
        return mergeActivity(reads, actions).slice(0, page.limit);
      }),

    listUnread: (owner, { since }, page) =>
      transactions.read(owner, async (session) =>
        (await listUnread(session, owner, since, page, clock.now())).map(toEntry),
      ),
  };
}
