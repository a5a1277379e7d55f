import pg, { type Pool } from "pg";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { isConnectionError, isSerializationFailure, unknownOutcome } from "./errors.ts";
import { createLeases, type Ended, failureOf, firstFailure, type Wait } from "./leases.ts";
import { createOwnerTurns } from "./owner-turns.ts";
import { createStamps, type Stamps } from "./rev-counter.ts";
import type { ClientSession, Session } from "./session.ts";
import { type Parameters, type Statement, sql } from "./sql.ts";

/** Whose rows a transaction sees: one owner's, or, in the tables without content, everybody's. */
export type Scope = OwnerId | typeof EVERYBODY;
export const EVERYBODY = Symbol("everybody");

export interface Patience {
  /** How long an operation may take from its beginning, ms; 4.5 s when left out. */
  readonly timeoutMs?: number;
  /**
   * `kept`: statements are planned once, for all values, and go through indexes whatever the planner thinks of the size of
   * a table. For many small looks by key, which take less time than to plan them.
   */
  readonly plans?: "kept";
  /**
   * `joined`: waits for a connection however long others have waited. For who asks once and wants to know whether there is one
   * in time.
   */
  readonly queue?: "joined";
}

export interface WriteSession extends Session {
  /** Sends a write whose result is not needed; the commit fails with it. With nothing awaited after it, it costs no trip. */
  send(statement: () => Statement, values: Parameters): void;
}

/** A write that changes entries of one owner; no other such write of that owner runs meanwhile, on any node. */
export interface WriteTransaction extends WriteSession, Stamps {}

/** The ways in which statements reach the database. Nothing else uses the pool. */
export interface Transactions {
  /**
   * Reads on one snapshot, again on another connection when one fails. One round trip, unless `work` waits for one
   * statement before it sends another.
   */
  read<T>(scope: Scope, work: (session: Session) => Promise<T>, patience?: Patience): Promise<T>;
  /** Writes one statement that needs no rev, in one round trip; answers its rows. */
  one<Row>(
    scope: Scope,
    statement: () => Statement,
    values: Parameters,
    patience?: Patience,
  ): Promise<readonly Row[]>;
  /** Writes that need no rev. */
  write<T>(scope: Scope, work: (session: WriteSession) => Promise<T>, patience?: Patience): Promise<T>;
  /** Writes that change entries. `work` may run again when another transaction was in the way. */
  change<T>(
    owner: OwnerId,
    work: (transaction: WriteTransaction) => Promise<T>,
    patience?: Patience,
  ): Promise<T>;
  /** Waits for what is under way, then gives all connections back. */
  close(): Promise<void>;
}

/** A client waits for an answer 5 s at most. */
export const TIMEOUT_MS = 4_500;
/** The server stops a statement a little before the connection is given up: by so much, ms, and by this part at most. */
const SERVER_MARGIN_MS = 300;
const SERVER_MARGIN_PART = 1 / 4;

const BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED";

/** Local to the transaction, so that nothing of it is left on a connection that goes back to the pool, or to a pooler. */
const ENTER = sql(/* sql */ `
  SELECT set_config('awareness.owner', :owner, true), set_config('awareness.maintenance', :maintenance, true),
         set_config('statement_timeout', :timeout, true), set_config('jit', 'off', true),
         set_config('max_parallel_workers_per_gather', '0', true),
         set_config('plan_cache_mode', :plans, true), set_config('enable_seqscan', :scans, true),
         set_config('idle_in_transaction_session_timeout', '10s', true),
         set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                                            ELSE current_setting('synchronous_commit') END, true)`);

export function createTransactions(pool: Pool, clock: Clock): Transactions {
  const lease = createLeases(pool);
  const takeTurn = createOwnerTurns();
  const write = <T>(scope: Scope, work: Work<T>, patience?: Patience) => {
    const wait = waitOf(patience);
    return lease.persist(wait, isSafeToRepeat, (session) =>
      writeOnce(session, { scope, deadline: wait.deadline }, work),
    );
  };

  return {
    read(scope, work, patience) {
      const wait = waitOf(patience);
      const turn: Turn = { scope, deadline: wait.deadline, plans: patience?.plans };
      return lease.persist(wait, isConnectionError, (session) => readOnce(session, turn, work));
    },
    one(scope, statement, values, patience) {
      const wait = waitOf(patience);
      return lease.persist(wait, isSafeToRepeat, (session) => {
        const sent = begin(session, BEGIN_WRITE, { scope, deadline: wait.deadline });
        return commit(session, sent, session.all<never>(statement, values));
      });
    },
    write,
    change(owner, work, patience) {
      const stamped = async (session: WriteSession) => {
        const { locked, save, ...stamps } = createStamps(session, owner, clock);
        const value = await work({ ...session, ...stamps }).finally(() => locked);
        save();
        return value;
      };
      const { deadline } = waitOf(patience);
      return takeTurn(owner, deadline, () =>
        write(owner, stamped, { timeoutMs: deadline - performance.now() }),
      );
    },
    close: () => lease.close(),
  };
}

type Work<T> = (session: WriteSession) => Promise<T>;

interface Turn {
  readonly scope: Scope;
  /** By `performance.now()`, ms. */
  readonly deadline: number;
  readonly plans?: Patience["plans"] | undefined;
}

async function readOnce<T>(
  session: ClientSession,
  turn: Turn,
  work: (session: Session) => Promise<T>,
): Promise<Ended<T>> {
  const sent = begin(session, BEGIN_READ, turn);
  const working = work(session);
  const outcomes = [...sent, failureOf(working)];
  const failure = await firstFailure(outcomes);
  const after = failureOf(session.finish("COMMIT"));
  if (failure === undefined) return { value: await working, after };
  await after;
  throw failure;
}

async function writeOnce<T>(session: ClientSession, turn: Turn, work: Work<T>): Promise<Ended<T>> {
  const sent = begin(session, BEGIN_WRITE, turn);
  const working = work({
    ...session,
    send: (statement, values) => void sent.push(failureOf(session.run(statement, values))),
  });
  const failure = await failureOf(working);
  if (failure === undefined) return commit(session, sent, working);
  await failureOf(session.finish("ROLLBACK"));
  throw await firstFailure([...sent, Promise.resolve(failure)]);
}

/** Commits together with what was sent and not waited for. */
async function commit<T>(
  session: ClientSession,
  sent: readonly Promise<unknown>[],
  working: Promise<T>,
): Promise<Ended<T>> {
  const outcomes = [...sent, failureOf(working)];
  const committing = session.finish("COMMIT");
  const committed = failureOf(committing);
  const failure = await firstFailure(outcomes);
  // What the server itself refuses is not committed. Without a word from it, nobody knows.
  if (failure !== undefined) throw isVerdict(failure) ? failure : unknownOutcome(failure);
  const doubt = await committed;
  if (doubt !== undefined) throw isConnectionError(doubt) ? unknownOutcome(doubt) : doubt;
  // A transaction that has failed is rolled back, and the server calls that no error.
  if ((await committing) !== "COMMIT") throw new Error("The transaction was rolled back");
  return { value: await working, after: Promise.resolve(undefined) };
}

/** What failed and is known to have left nothing. */
function isSafeToRepeat(error: unknown): boolean {
  return isConnectionError(error) || isSerializationFailure(error);
}

function isVerdict(error: unknown): boolean {
  return error instanceof pg.DatabaseError || !isConnectionError(error);
}

function waitOf({ timeoutMs = TIMEOUT_MS, queue }: Patience = {}): Wait {
  return { deadline: performance.now() + timeoutMs, joins: queue === "joined" };
}

function begin(session: ClientSession, text: string, { scope, deadline, plans }: Turn): Promise<unknown>[] {
  const left = deadline - performance.now();
  const margin = Math.min(SERVER_MARGIN_MS, left * SERVER_MARGIN_PART);
  const begun = failureOf(session.command(text));
  const entered = session.run(ENTER, {
    owner: scope === EVERYBODY ? "" : scope,
    maintenance: scope === EVERYBODY ? "on" : "",
    timeout: `${Math.max(1, Math.round(left - margin))}`,
    plans: plans === "kept" ? "force_generic_plan" : "auto",
    scans: plans === "kept" ? "off" : "on",
  });
  return [begun, failureOf(entered)];
}
