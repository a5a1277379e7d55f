import type { Socket } from "node:net";
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
  /** Sends the last text, and nothing after it; answers what the server says it has done, such as `COMMIT`. */
  finish(text: string): Promise<string>;
  /** Gives the connection up: what waits for an answer fails, and so does what comes later. */
  abandon(): void;
  /** The connection must not be used again. */
  isBroken(): boolean;
  /** The connection goes to somebody else: from now on nothing is sent. */
  done(): void;
}

/** `deadline` by `performance.now()`, ms. */
export function openSession(client: PoolClient, deadline: number): ClientSession {
  let broken = false;
  let waiting = 0;
  let late: ConnectionLost | undefined;
  let cause: unknown;
  let ended = false;
  /** Whether or not something waits: what would be sent from now on comes too late as well. */
  const abandon = () => {
    late = new ConnectionLost("the database did not answer in time");
    broken = true;
    if (waiting > 0) socketOf(client).destroy();
  };
  const timer = setTimeout(abandon, Math.max(0, deadline - performance.now()));
  const gather = gatherWrites(socketOf(client));

  /** What is wrong with the values is thrown at once, before anything is sent. */
  function send(statement: Statement, values: Parameters, rowMode?: "array"): Promise<QueryResult> {
    const { name, text } = statement;
    const query = { ...(name === undefined ? {} : { name }), text, values: valuesOf(statement, values) };
    if (ended) throw new Error("A statement was sent after its transaction had ended");
    return answerTo(rowMode === undefined ? query : { ...query, rowMode });
  }

  async function answerTo(query: Query): Promise<QueryResult> {
    if (late !== undefined) throw late;
    waiting += 1;
    gather();
    try {
      return await client.query(query as never);
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
    run: (statement, values) => send(statement(), values).then(({ rowCount }) => rowCount ?? 0),
    command: async (text) => void (await send({ text, parameters: [] }, {})),
    finish(text) {
      ended = true;
      return answerTo({ text, values: [] }).then(({ command }) => command);
    },
    abandon,
    isBroken: () => broken,
    done() {
      ended = true;
      clearTimeout(timer);
    },
  };
  return session;
}

interface Query {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
  readonly rowMode?: "array";
}

/** What the driver has no public way for: to give up a connection at once, and to send several statements in one piece. */
function socketOf(client: PoolClient): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}

/**
 * To be called before a statement is sent: it goes out together with those that are sent before anything is waited for. To
 * hand a message to the network costs both sides more than most statements do.
 */
function gatherWrites(socket: Socket): () => void {
  let gathering = false;
  return () => {
    if (gathering) return;
    gathering = true;
    socket.cork();
    process.nextTick(() => {
      gathering = false;
      socket.uncork();
    });
  };
}
