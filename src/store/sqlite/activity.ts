import type { Database } from "better-sqlite3";
import type { ActivityStore } from "../../domain/activity/activity-store.ts";
import type { Clock } from "../../domain/clock.ts";
import { mergeActivity } from "../shared/activity-rows.ts";
import { IS_LIVE, toEntry } from "../shared/entry-row.ts";
import { toDay } from "../shared/last-read-day.ts";
import { createActivityLists } from "./activity-lists.ts";
import { createSnapshot, type Reader } from "./read.ts";
import { createListUnread, MARK_READ } from "./unread.ts";
import type { WriteQueue } from "./write-queue.ts";

const RECORD = /* sql */ `
  INSERT INTO reads (owner_id, entry_id, at, platform, tool)
  SELECT owner_id, id, :at, :platform, :tool
    FROM entries INDEXED BY entries_id
   WHERE owner_id = :owner AND id = :entryId`;

const RECORD_ACTION = /* sql */ `
  INSERT INTO actions (owner_id, entry_id, at, platform, action, detail, tags)
  SELECT e.owner_id, e.id, :at, :platform, :action, :detail, :tags
    FROM entries e INDEXED BY entries_id
   WHERE e.owner_id = :owner AND e.id = :entryId AND ${IS_LIVE}
  RETURNING id`;

const ADD_ACTION_TAGS = /* sql */ `
  INSERT OR IGNORE INTO action_tags (owner_id, tag, at, action_id)
  SELECT :owner, value, :at, :id FROM json_each(:tags)`;

const SUMMARIZE = /* sql */ `
  SELECT entry_id, count(*) AS count, max(at) AS last_at
    FROM reads INDEXED BY reads_by_entry
   WHERE owner_id = :owner AND entry_id IN (SELECT value FROM json_each(:ids))
   GROUP BY entry_id`;

interface SummaryRow {
  readonly entry_id: string;
  readonly count: number;
  readonly last_at: number;
}

export function createSqliteActivity(
  db: Database,
  clock: Clock,
  read: Reader,
  queue: WriteQueue,
): ActivityStore {
  const record = db.prepare(RECORD);
  const markRead = db.prepare(MARK_READ);
  const recordAction = db.prepare<unknown[], number>(RECORD_ACTION).pluck();
  const addActionTags = db.prepare(ADD_ACTION_TAGS);
  const snapshot = createSnapshot(db);
  const lists = createActivityLists(db);
  const listUnread = createListUnread(db);
  const summarize = db.prepare<{ owner: string; ids: string }, SummaryRow>(SUMMARIZE);

  return {
    async recordReads(owner, events) {
      if (events.length === 0) return;
      await queue.run(() => {
        for (const { entryId, at, tool, platform = null } of events) {
          const { changes } = record.run({ owner, entryId, at, tool, platform });
          if (changes > 0) markRead.run({ owner, entryId, day: toDay(at) });
        }
      });
    },

    summarizeReads: (owner, entryIds) =>
      read(() => {
        const rows = summarize.all({ owner, ids: JSON.stringify(entryIds) });
        return new Map(rows.map((row) => [row.entry_id, { count: row.count, lastAt: row.last_at }]));
      }),

    recordAction: (owner, { entryId, at, platform = null, action, detail = null, tags: given }) =>
      queue.run((transaction) => {
        const tags = JSON.stringify(given);
        const row = { owner, entryId, at, platform, action, detail, tags, now: transaction.now() };
        const id = recordAction.get(row);
        if (id !== undefined && given.length > 0) addActionTags.run({ owner, at, id, tags });
        return id;
      }),

    listReads: (owner, filter, page) => read(() => lists.reads(owner, filter, page)),

    listActions: (owner, filter, page) => read(() => snapshot(() => lists.actions(owner, filter, page))),

    listActivity: (owner, filter, page) =>
      read(() =>
        snapshot(() => {
          const [reads, actions] = [lists.reads(owner, filter, page), lists.actions(owner, filter, page)];
          return mergeActivity(reads, actions).slice(0, page.limit);
        }),
      ),

    listUnread: (owner, { since }, page) =>
      read(() => snapshot(() => listUnread(owner, since, page, clock.now()).map(toEntry))),
  };
}
