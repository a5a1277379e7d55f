import type { Database } from "better-sqlite3";
import type { ActivityStore } from "../../domain/activity/activity-store.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const RECORD = /* sql */ `
  INSERT INTO reads (owner_id, entry_id, at, platform, tool)
  SELECT owner_id, id, :at, :platform, :tool
    FROM entries INDEXED BY entries_id
   WHERE owner_id = :owner AND id = :entryId`;

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

export function createSqliteActivity(db: Database, read: Reader, queue: WriteQueue): ActivityStore {
  const record = db.prepare(RECORD);
  const summarize = db.prepare<{ owner: string; ids: string }, SummaryRow>(SUMMARIZE);

  return {
    async recordReads(owner, events) {
      if (events.length === 0) return;
      await queue.run(() => {
        for (const { entryId, at, tool, platform = null } of events) {
          record.run({ owner, entryId, at, tool, platform });
        }
      });
    },

    summarizeReads: (owner, entryIds) =>
      read(() => {
        const rows = summarize.all({ owner, ids: JSON.stringify(entryIds) });
        return new Map(rows.map((row) => [row.entry_id, { count: row.count, lastAt: row.last_at }]));
      }),
  };
}
