import type { Database } from "better-sqlite3";
import type { Baseline, BaselineStore } from "../../domain/baselines/baseline-store.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const LIST = /* sql */ `
  SELECT source, metric, hour, count, mean, variance, updated_at AS updatedAt
    FROM baselines
   WHERE owner_id = :owner AND source = :source
   ORDER BY metric, hour`;

const SAVE = /* sql */ `
  INSERT INTO baselines (owner_id, source, metric, hour, count, mean, variance, updated_at)
  VALUES (:owner, :source, :metric, :hour, :count, :mean, :variance, :updatedAt)
  ON CONFLICT (owner_id, source, metric, hour) DO UPDATE
     SET count = excluded.count, mean = excluded.mean, variance = excluded.variance, updated_at = excluded.updated_at`;

export function createSqliteBaselines(db: Database, read: Reader, queue: WriteQueue): BaselineStore {
  const list = db.prepare<{ owner: string; source: string }, Baseline>(LIST);
  const save = db.prepare(SAVE);

  return {
    list: (owner, source) => read(() => list.all({ owner, source })),

    update: (owner, source, next) =>
      queue.run(() => {
        for (const { metric, hour, count, mean, variance, updatedAt } of next(list.all({ owner, source }))) {
          save.run({ owner, source, metric, hour, count, mean, variance, updatedAt });
        }
      }),
  };
}
