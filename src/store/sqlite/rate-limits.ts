import type { Database } from "better-sqlite3";
import { type RateLimitStore, takeFrom } from "../../domain/rate-limits/rate-limit-store.ts";
import type { WriteQueue } from "./write-queue.ts";

const FIND = /* sql */ `
  SELECT whole_at FROM rate_limits WHERE name = :name`;

const PUT = /* sql */ `
  INSERT INTO rate_limits (name, whole_at) VALUES (:name, :wholeAt)
  ON CONFLICT (name) DO UPDATE SET whole_at = excluded.whole_at`;

const SWEEP = /* sql */ `
  DELETE FROM rate_limits WHERE whole_at <= :nowUs`;

export function createSqliteRateLimits(db: Database, queue: WriteQueue): RateLimitStore {
  const find = db.prepare<{ name: string }, number>(FIND).pluck();
  const put = db.prepare<{ name: string; wholeAt: number }>(PUT);
  const sweep = db.prepare<{ nowUs: number }>(SWEEP);

  return {
    take: (taking) =>
      queue.run(() => {
        const { name } = taking;
        const { wholeAt, ...taken } = takeFrom(find.get({ name }) ?? 0, taking);
        if (taken.granted > 0) put.run({ name, wholeAt });
        return taken;
      }),
    sweep: (nowUs) => queue.run(() => sweep.run({ nowUs }).changes),
  };
}
