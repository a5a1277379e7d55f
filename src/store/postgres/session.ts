import type { PoolClient, QueryResult } from "pg";
import { ConnectionLost, isAfterFailure } from "./errors.ts";
import { type Parameters, type Statement, valuesOf } from "./sql.ts";

/** What a transaction runs its statements by. Statements that are not awaited in between go in one round trip. */
export interface Session {
  /** Rows as objects. */
  all<Row>(statement: () => Statement, values: Parameters): Promise<readonly Row[]>;
  /** The first row as an object. */
  get<Row>(statement: () => Statement, values: Parameters): Promise<Row | undefined>;
  /** Rows as arrays, which costs half of what objects do where there are many columns. */
  rows<Row extends readonly unknown[]>(
    statement: () => Statement,
    values: Parameters,
  ): Promise<readonly Row[]>;
  /** How many rows were written. */
  run(statement: () => Statement, values: Parameters): Promise<number>;
}

/** A connection in use, which is given up when the server does not answer before a deadline. */
export interface ClientSession extends Session {
  /** Runs a text without values. */
  command(text: string): Promise<void>;
  /** The connection must not be used again. */
  isBroken(): boolean;
  /** Ends the watch of the deadline. */
  done(): void;
}

/** `deadline` by `performance.now()`, ms. */
export function openSession(client: PoolClient, deadline: number): ClientSession {
  let broken = false;
  let waiting = 0;
  let late: ConnectionLost | undefined;
  let cause: unknown;
  const abandon = () => {
    if (waiting === 0) return;
    broken = true;
    late = new ConnectionLost("the database did not answer in time");
    socketOf(client).destroy();
  };
  const timer = setTimeout(abandon, Math.max(0, deadline - performance.now()));

  async function send(statement: Statement, values: Parameters, rowMode?: "array"): Promise<QueryResult> {
    waiting += 1;
    try {
      return await client.query({
        ...(statement.name === undefined ? {} : { name: statement.name }),
        text: statement.text,
        values: valuesOf(statement, values),
        ...(rowMode === undefined ? {} : { rowMode }),
      } as Parameters_);
    } catch (error) {
      // What follows a failed statement fails as well, and whoever waits for it may be told first.
      cause = isAfterFailure(error) ? (cause ?? error) : error;
      throw late ?? cause;
    } finally {
      waiting -= 1;
    }
  }

  const session: ClientSession = {
    all: async <Row>(statement: () => Statement, values: Parameters) =>
      (await send(statement(), values)).rows as Row[],
    get: async <Row>(statement: () => Statement, values: Parameters) =>
      (await send(statement(), values)).rows[0] as Row | undefined,
    rows: async <Row extends readonly unknown[]>(statement: () => Statement, values: Parameters) =>
      (await send(statement(), values, "array")).rows as unknown as Row[],
    run: async (statement, values) => (await send(statement(), values)).rowCount ?? 0,
    command: async (text) => void (await send({ text, parameters: [] }, {})),
    isBroken: () => broken,
    done: () => clearTimeout(timer),
  };
  return session;
}

type Parameters_ = { readonly text: string; readonly values: unknown[] };

/** The driver has no public way to give up a connection at once. */
function socketOf(client: PoolClient): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
}
