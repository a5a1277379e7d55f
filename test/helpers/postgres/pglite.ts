import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import pg from "pg";
import type { Clock } from "../../../src/domain/clock.ts";
import { createStamps } from "../../../src/store/postgres/rev-counter.ts";
import type { Session } from "../../../src/store/postgres/session.ts";
import { type Parameters, type Statement, valuesOf } from "../../../src/store/postgres/sql.ts";
import {
  EVERYBODY,
  type Scope,
  type Transactions,
  type WriteSession,
} from "../../../src/store/postgres/transactions.ts";

const BYTEA = 17;
const NUMBERS = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC];

/** Postgres with pgvector inside of this process: no server is needed, and nothing is kept. It has one connection. */
export function startPglite(): Promise<PGlite> {
  const parsers = {
    ...Object.fromEntries(NUMBERS.map((type) => [type, Number])),
    [BYTEA]: (hex: string) => Buffer.from(hex.slice(2), "hex"),
  };
  return PGlite.create({ extensions: { vector }, parsers });
}

export interface PgliteOptions {
  /** One that row-level security binds. */
  readonly role: string;
  readonly clock: Clock;
  onStatement?(text: string): void;
}

/** Runs one transaction after the other. Close the database yourself. */
export function createPgliteTransactions(
  db: PGlite,
  { role, clock, onStatement = () => {} }: PgliteOptions,
): Transactions {
  let turn: Promise<unknown> = Promise.resolve();

  async function send(statement: Statement, values: Parameters, rowMode: "array" | "object" = "object") {
    onStatement(statement.text);
    try {
      return await db.query(statement.text, valuesOf(statement, values), { rowMode });
    } catch (error) {
      throw asDriverError(error);
    }
  }
  const session: Session = {
    all: async (statement, values) => (await send(statement(), values)).rows as never,
    get: async (statement, values) => (await send(statement(), values)).rows[0] as never,
    rows: async (statement, values) => (await send(statement(), values, "array")).rows as never,
    run: async (statement, values) => (await send(statement(), values)).affectedRows ?? 0,
  };

  async function transaction<T>(scope: Scope, work: (session: WriteSession) => Promise<T>): Promise<T> {
    const sent: Promise<unknown>[] = [];
    const owner = scope === EVERYBODY ? "" : scope;
    await db.exec(`BEGIN; SET LOCAL ROLE ${role}`);
    try {
      await db.query(
        "SELECT set_config('awareness.owner', $1, true), set_config('awareness.maintenance', $2, true)",
        [owner, scope === EVERYBODY ? "on" : ""],
      );
      const value = await work({
        ...session,
        send: (statement, values) => void sent.push(session.run(statement, values)),
      });
      await Promise.all(sent);
      await db.exec("COMMIT");
      return value;
    } catch (error) {
      await Promise.allSettled(sent);
      await db.exec("ROLLBACK");
      throw error;
    }
  }
  function inTurn<T>(scope: Scope, work: (session: WriteSession) => Promise<T>): Promise<T> {
    const mine = turn.then(() => transaction(scope, work));
    turn = mine.catch(() => {});
    return mine;
  }

  return {
    read: (scope, work) => inTurn(scope, work),
    one: (scope, statement, values) => inTurn(scope, (current) => current.all(statement, values)),
    write: (scope, work) => inTurn(scope, work),
    change: (owner, work) =>
      inTurn(owner, async (current) => {
        const { save, ...stamps } = createStamps(current, owner, clock);
        const value = await work({ ...current, ...stamps });
        save();
        return value;
      }),
    close: async () => {},
  };
}

/** What the driver would throw. */
function asDriverError(error: unknown): unknown {
  const { message = "", code, constraint } = error as Partial<pg.DatabaseError>;
  if (code === undefined) return error;
  return Object.assign(new pg.DatabaseError(message, message.length, "error"), { code, constraint });
}
