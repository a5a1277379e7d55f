import { type RateLimitStore, takeFrom } from "../../domain/rate-limits/rate-limit-store.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

const ADD = sql(/* sql */ `
  INSERT INTO rate_limits (name, whole_at) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING`);

const LOCK = sql(/* sql */ `
  SELECT whole_at FROM rate_limits WHERE name = :name FOR UPDATE`);

const SET = sql(/* sql */ `
  UPDATE rate_limits SET whole_at = :wholeAt WHERE name = :name`);

/** Skips what another node is using or removing at this moment. */
const SWEEP = sql(/* sql */ `
  WITH whole AS (
    SELECT name FROM rate_limits WHERE whole_at <= :nowUs FOR UPDATE SKIP LOCKED
  ), removed AS (
    DELETE FROM rate_limits r USING whole w WHERE r.name = w.name RETURNING 1
  )
  SELECT count(*) AS count FROM removed`);

/** For a sign-in, which counts twice and then has work of its own, within the time in which a browser expects its answer. */
const PATIENCE_MS = 1_200;

export interface RateLimitsOptions {
  readonly transactions: Transactions;
}

export function createPostgresRateLimits({ transactions }: RateLimitsOptions): RateLimitStore {
  return {
    take: (taking) =>
      transactions.write(
        EVERYBODY,
        async (session) => {
          const { name } = taking;
          session.send(ADD, { name });
          const row = await session.get<{ readonly whole_at: number }>(LOCK, { name });
          const { wholeAt, ...taken } = takeFrom(row?.whole_at ?? 0, taking);
          if (taken.granted > 0) session.send(SET, { name, wholeAt });
          return taken;
        },
        { timeoutMs: taking.patienceMs ?? PATIENCE_MS },
      ),
    async sweep(nowUs) {
      const [row] = await transactions.one<{ readonly count: number }>(EVERYBODY, SWEEP, { nowUs });
      return row?.count ?? 0;
    },
  };
}
