import type { Database } from "better-sqlite3";
import type { TransferTable } from "../../domain/transfer/tables.ts";
import type {
  StateChange,
  TransferRow,
  TransferScope,
  TransferWriter,
} from "../../domain/transfer/transfer.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { requireSameState, STATE_KEY } from "../shared/transfer-state.ts";
import { retryBusy } from "./busy.ts";
import { connect } from "./connection.ts";

const READ_STATE = /* sql */ `
  SELECT CAST(value AS TEXT) FROM settings WHERE key = ?`;

const SET_STATE = /* sql */ `
  INSERT INTO settings (key, value) VALUES (?, CAST(? AS BLOB)) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

const REMOVE_STATE = /* sql */ `
  DELETE FROM settings WHERE key = ?`;

const IS_EMPTY = /* sql */ `
  SELECT NOT EXISTS (SELECT 1 FROM entries) AND NOT EXISTS (SELECT 1 FROM tokens) AND NOT EXISTS (SELECT 1 FROM users)
     AND NOT EXISTS (SELECT 1 FROM baselines) AND NOT EXISTS (SELECT 1 FROM sessions)
     AND NOT EXISTS (SELECT 1 FROM denied_subjects) AND NOT EXISTS (SELECT 1 FROM signing_keys)
     AND NOT EXISTS (SELECT 1 FROM oauth_grants) AND NOT EXISTS (SELECT 1 FROM oauth_clients)
     AND NOT EXISTS (SELECT 1 FROM oauth_records) AND NOT EXISTS (SELECT 1 FROM user_links)
     AND (SELECT rev FROM rev_counter) = 0`;

const RAISE_COUNTER = /* sql */ `
  UPDATE rev_counter
     SET rev = max(rev, :rev), latest_at = max(latest_at, :latestAt), skew_ms = max(skew_ms, :skewMs)
   WHERE id = 1`;

const BUSY_TIMEOUT_MS = 10_000;

/** A database file of the newest schema that receives a copy. @throws AwarenessError `unavailable`. */
export async function openSqliteWriter(path: string, log: Logger): Promise<TransferWriter> {
  const db = await connect({ path, log, busyTimeoutMs: BUSY_TIMEOUT_MS });
  const change = (state: StateChange, work: () => void) =>
    retryBusy(
      db.transaction(() => {
        work();
        changeState(db, state);
      }).immediate,
      BUSY_TIMEOUT_MS,
    );

  return {
    state: () => retryBusy(() => readState(db), BUSY_TIMEOUT_MS),
    isEmpty: () => retryBusy(() => db.prepare<[], 0 | 1>(IS_EMPTY).pluck().get() === 1, BUSY_TIMEOUT_MS),
    // One counter for all owners: the changes of each are in the order of their revs all the same.
    setCounters: (counters, state) =>
      change(state, () => {
        const raise = db.prepare(RAISE_COUNTER);
        for (const counter of counters.values()) raise.run(counter);
      }),
    write: ({ scope, parts, entriesBefore }, state) =>
      change(state, () => {
        for (const { table, rows } of parts) insert(db, table, scope, entriesBefore, rows);
      }),
    setState: (state) => change(state, () => {}),
    async close() {
      db.close();
    },
  };
}

function readState(db: Database): string | undefined {
  return db.prepare<[string], string>(READ_STATE).pluck().get(STATE_KEY);
}

function changeState(db: Database, { from, to }: StateChange): void {
  requireSameState(readState(db), from);
  if (to === undefined) db.prepare(REMOVE_STATE).run(STATE_KEY);
  else db.prepare(SET_STATE).run(STATE_KEY, to);
}

/** Numbers of entries are unique in the whole file: those of one owner follow those of the one before. */
function insert(
  db: Database,
  { name, owned, columns, fixed = {} }: TransferTable,
  scope: TransferScope,
  entriesBefore: number,
  rows: readonly TransferRow[],
): void {
  const before = [...(owned ? [["owner_id", scope] as const] : []), ...Object.entries(fixed)];
  const names = [...before.map(([column]) => column), ...columns.map((column) => column.name)];
  const marks = names.map(() => "?").join(", ");
  const statement = db.prepare(
    `INSERT INTO ${name} (${names.join(", ")}) VALUES (${marks}) ON CONFLICT DO NOTHING`,
  );
  const values = before.map(([, value]) => value);
  const numbered = columns.map(({ kind }) => kind === "entry-number");
  for (const row of rows) {
    statement.run(
      ...values,
      ...row.map((value, index) => (numbered[index] === true ? entriesBefore + Number(value) : value)),
    );
  }
}
