import type { Pool, PoolClient } from "pg";
import type { OwnerId } from "../../domain/owner.ts";
import type { Counter, TransferReader, TransferScope } from "../../domain/transfer/transfer.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { namesEntries, positionOf, toTransfer } from "../shared/transfer-rows.ts";
import { toStoreError } from "./errors.ts";
import { createPatience, type Patience } from "./patience.ts";
import { createPool } from "./pool.ts";
import { type Parameters, sql, valuesOf } from "./sql.ts";
import { readText, tallyText } from "./transfer-sql.ts";

/** Reading takes as long as it takes. */
const NO_TIMEOUTS = /* sql */ `
  SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`;

const ENTER = /* sql */ `
  SELECT set_config('awareness.owner', :owner, true), set_config('awareness.maintenance', :maintenance, true)`;

const OWNERS = /* sql */ `
  SELECT owner_id FROM owners UNION SELECT owner_id FROM tokens UNION SELECT owner_id FROM sessions
  UNION SELECT owner_id FROM oauth_grants`;

const READ_COUNTER = /* sql */ `
  SELECT rev, latest_at, skew_ms FROM owners WHERE owner_id = :owner`;

const READ_NUMBERS = /* sql */ `
  SELECT n FROM entries WHERE owner_id = :owner ORDER BY n`;

export interface ReaderOptions {
  readonly url: string;
  readonly log: Logger;
}

/** A database as it is now, whoever writes to it from now on. Must be of the newest schema. @throws AwarenessError `unavailable`. */
export async function openPostgresReader({ url, log }: ReaderOptions): Promise<TransferReader> {
  const pool = createPool({ url, log, max: 1 });
  const patience = createPatience(pool, url);
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(NO_TIMEOUTS);
    return createReader(pool, client, patience);
  } catch (error) {
    client?.release(true);
    await pool.end();
    throw toStoreError(error);
  }
}

/** Whose rows the transaction sees now. */
type Seen = { readonly scope: TransferScope; readonly numbers?: Float64Array };

function createReader(pool: Pool, client: PoolClient, patience: Patience): TransferReader {
  let seen: Seen | undefined;

  async function rows<Row>(text: string, values: Parameters): Promise<readonly Row[]> {
    const statement = sql(text)();
    try {
      const query = { text: statement.text, values: valuesOf(statement, values), rowMode: "array" as const };
      return (await patience(client.query<unknown[]>(query))).rows as unknown as readonly Row[];
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** An owner's rows, or everybody's where that is allowed: in the tables without content. */
  async function enter(scope: TransferScope): Promise<void> {
    if (seen !== undefined && seen.scope === scope) return;
    await rows(ENTER, { owner: scope ?? "", maintenance: scope === undefined ? "on" : "" });
    seen = { scope };
  }

  async function numbersOf(owner: TransferScope): Promise<Float64Array> {
    const known = seen?.numbers;
    if (known !== undefined) return known;
    const found = await rows<readonly [number]>(READ_NUMBERS, { owner });
    const numbers = Float64Array.from(found, ([n]) => n);
    seen = { scope: owner, numbers };
    return numbers;
  }

  return {
    async owners() {
      await enter(undefined);
      return (await rows<readonly [OwnerId]>(OWNERS, {})).map(([owner]) => owner).sort();
    },
    async counter(owner) {
      await enter(owner);
      const [row] = await rows<readonly [number, number, number]>(READ_COUNTER, { owner });
      const [rev = 0, latestAt = 0, skewMs = 0] = row ?? [];
      return { rev, latestAt, skewMs } satisfies Counter;
    },
    async tally(table, scope) {
      await enter(scope);
      const [row] = await rows<readonly [number, number]>(tallyText(table), { owner: scope });
      return { rows: row?.[0] ?? 0, stamps: row?.[1] ?? 0 };
    },
    async read(table, scope, after) {
      await enter(scope);
      const numbers = namesEntries(table) ? await numbersOf(scope) : new Float64Array();
      const text = readText(table, after !== undefined);
      const keys = Object.fromEntries((after ?? []).map((value, index) => [`k${index}`, value]));
      const found = await rows<readonly unknown[]>(text, { owner: scope, ...keys });
      const last = found.at(-1);
      return {
        rows: found.map((row) => toTransfer(table, row, numbers)),
        next: last === undefined ? undefined : positionOf(table, last),
      };
    },
    async close() {
      client.release(true);
      await pool.end();
    },
  };
}
