import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { columnOf, type TransferTable } from "../../domain/transfer/tables.ts";
import type {
  Counter,
  StateChange,
  TransferPart,
  TransferRow,
  TransferScope,
  TransferWriter,
} from "../../domain/transfer/transfer.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { requireSameState, STATE_KEY } from "../shared/transfer-state.ts";
import { createPatience } from "./patience.ts";
import { createPool } from "./pool.ts";
import { type Statement, sql } from "./sql.ts";
import {
  createTransactions,
  EVERYBODY,
  type Scope,
  type Transactions,
  type WriteSession,
} from "./transactions.ts";
import { insertStatement } from "./transfer-sql.ts";

const READ_STATE = sql(/* sql */ `
  SELECT convert_from(value, 'UTF8') AS state FROM settings WHERE key = :key`);

const LOCK_STATE = sql(/* sql */ `
  SELECT convert_from(value, 'UTF8') AS state FROM settings WHERE key = :key FOR UPDATE`);

const SET_STATE = sql(/* sql */ `
  INSERT INTO settings (key, value) VALUES (:key, convert_to(:state, 'UTF8'))
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`);

const REMOVE_STATE = sql(/* sql */ `
  DELETE FROM settings WHERE key = :key`);

const IS_EMPTY = sql(/* sql */ `
  SELECT NOT EXISTS (SELECT 1 FROM owners WHERE owner_id > '' AND rev > 0)
     AND NOT EXISTS (SELECT 1 FROM tokens WHERE owner_id > '') AND NOT EXISTS (SELECT 1 FROM sessions WHERE owner_id > '')
     AND NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM denied_subjects)
     AND NOT EXISTS (SELECT 1 FROM signing_keys) AND NOT EXISTS (SELECT 1 FROM oauth_grants WHERE owner_id > '')
     AND NOT EXISTS (SELECT 1 FROM oauth_clients) AND NOT EXISTS (SELECT 1 FROM oauth_records)
     AND NOT EXISTS (SELECT 1 FROM user_links) AS empty`);

const RAISE_COUNTERS = sql(/* sql */ `
  INSERT INTO owners AS o (owner_id, rev, latest_at, skew_ms)
  SELECT * FROM unnest(:owners::text[], :revs::bigint[], :latest::bigint[], :skews::bigint[])
  ON CONFLICT (owner_id) DO UPDATE
     SET rev = greatest(o.rev, excluded.rev), latest_at = greatest(o.latest_at, excluded.latest_at),
         skew_ms = greatest(o.skew_ms, excluded.skew_ms)`);

/**
 * Numbers that come with rows are not counted by the sequence; later ones must lie above them. Only the owner of a sequence
 * may set it, but whoever may use it can go on until it is there.
 */
const ADVANCE = {
  reads: advance("reads"),
  actions: advance("actions"),
} as const;

function advance(table: string): () => Statement {
  return sql(/* sql */ `
    SELECT count(nextval(s))
      FROM (SELECT pg_get_serial_sequence('${table}', 'id')::regclass AS s) sequence
     CROSS JOIN LATERAL generate_series(coalesce(pg_sequence_last_value(s), 0) + 1, :most::bigint)`);
}

/** Of a batch on a slow line; a server that answers nobody is given up much sooner. */
const BATCH_TIME = { timeoutMs: 60_000 };

export interface WriterOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * A database of the newest schema that receives a copy. Rows are written in the scope of their owner, so that row-level
 * security holds.
 *
 * An entry's number `n` becomes its place among the owner's entries, in the order of the numbers they had. That number is
 * never taken again: new entries get the rev of their creation, which lies above the owner's counter; every one of the
 * k entries that are copied has a rev of its own, none above the counter, so that k is not above it either.
 */
export function openPostgresWriter({ url, clock, log }: WriterOptions): TransferWriter {
  const pool = createPool({ url, log, max: 2 });
  const patience = createPatience(pool, url);
  const transactions = createTransactions(pool, clock);
  const inserts = new Map<string, () => Statement>();
  const insertInto = (table: TransferTable) => {
    const known = inserts.get(table.name) ?? insertStatement(table);
    inserts.set(table.name, known);
    return known;
  };
  const change = (scope: Scope, state: StateChange, work: (session: WriteSession) => void) =>
    patience(changeState(transactions, scope, state, work));

  return {
    state: () =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<{ readonly state: string }>(READ_STATE, { key: STATE_KEY });
        return row?.state;
      }),
    isEmpty: () =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<{ readonly empty: boolean }>(IS_EMPTY, {});
        return row?.empty === true;
      }),
    setCounters: (counters, state) =>
      change(EVERYBODY, state, (session) => session.send(RAISE_COUNTERS, arraysOf(counters))),
    write: ({ scope, parts }, state) =>
      change(scope ?? EVERYBODY, state, (session) => {
        for (const part of parts) send(session, insertInto(part.table), scope, part);
      }),
    setState: (state) => change(EVERYBODY, state, () => {}),
    close: () => transactions.close(),
  };
}

async function changeState(
  transactions: Transactions,
  scope: Scope,
  { from, to }: StateChange,
  work: (session: WriteSession) => void,
): Promise<void> {
  await transactions.write(
    scope,
    async (session) => {
      const found = await session.get<{ readonly state: string }>(LOCK_STATE, { key: STATE_KEY });
      requireSameState(found?.state, from);
      work(session);
      if (to === undefined) session.send(REMOVE_STATE, { key: STATE_KEY });
      else session.send(SET_STATE, { key: STATE_KEY, state: to });
    },
    BATCH_TIME,
  );
}

function arraysOf(counters: ReadonlyMap<OwnerId, Counter>) {
  const values = [...counters.values()];
  return {
    owners: [...counters.keys()],
    revs: values.map(({ rev }) => rev),
    latest: values.map(({ latestAt }) => latestAt),
    skews: values.map(({ skewMs }) => skewMs),
  };
}

function send(
  session: WriteSession,
  insert: () => Statement,
  scope: TransferScope,
  { table, rows }: TransferPart,
): void {
  if (rows.length === 0) return;
  const arrays = table.columns.map(({ kind }, index) => [
    `c${index}`,
    rows.map((row) => (kind === "flag" ? row[index] === 1 : row[index])),
  ]);
  session.send(insert, { owner: scope ?? null, ...Object.fromEntries(arrays) });
  if (table.name === "reads" || table.name === "actions") {
    session.send(ADVANCE[table.name], { most: largest(rows, columnOf(table, "id")) });
  }
}

function largest(rows: readonly TransferRow[], column: number): number {
  return rows.reduce((most, row) => Math.max(most, Number(row[column])), 1);
}
