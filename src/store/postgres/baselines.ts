import type { Baseline, BaselineStore } from "../../domain/baselines/baseline-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

/** Tells the locks of baselines from other advisory locks of two numbers. */
const LOCK_CLASS = 0x62617365;

/** Rows would not do: the first reports of a source find none to lock. */
const LOCK = sql(/* sql */ `
  SELECT pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(:owner || ' ' || :source))`);

const LIST = sql(/* sql */ `
  SELECT source, metric, hour, count, mean, variance, updated_at AS "updatedAt"
    FROM baselines
   WHERE owner_id = :owner AND source = :source
   ORDER BY metric, hour`);

const SAVE = sql(/* sql */ `
  INSERT INTO baselines (owner_id, source, metric, hour, count, mean, variance, updated_at)
  SELECT :owner, :source, metric, hour, count, mean, variance, updated_at
    FROM unnest(:metrics::text[], :hours::int[], :counts::bigint[], :means::float8[], :variances::float8[],
                :times::bigint[]) b (metric, hour, count, mean, variance, updated_at)
  ON CONFLICT (owner_id, source, metric, hour) DO UPDATE
     SET count = excluded.count, mean = excluded.mean, variance = excluded.variance, updated_at = excluded.updated_at`);

export interface BaselinesOptions {
  readonly transactions: Transactions;
}

export function createPostgresBaselines({ transactions }: BaselinesOptions): BaselineStore {
  const list = (session: Session, owner: OwnerId, source: string) =>
    session.all<Baseline>(LIST, { owner, source });

  return {
    list: (owner, source) => transactions.read(owner, (session) => list(session, owner, source)),

    update: (owner, source, next) =>
      transactions.write(owner, async (session) => {
        session.send(LOCK, { owner, source });
        const changed = next(await list(session, owner, source));
        if (changed.length === 0) return;
        session.send(SAVE, {
          owner,
          source,
          metrics: changed.map(({ metric }) => metric),
          hours: changed.map(({ hour }) => hour),
          counts: changed.map(({ count }) => count),
          means: changed.map(({ mean }) => mean),
          variances: changed.map(({ variance }) => variance),
          times: changed.map(({ updatedAt }) => updatedAt),
        });
      }),
  };
}
