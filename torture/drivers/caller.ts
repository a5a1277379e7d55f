import { setTimeout as sleep } from "node:timers/promises";
import { openConnection, type RawConnection } from "../../bench/harness/raw-client.ts";
import { takeOrders } from "./orders.ts";

/** One request again and again, each after the answer to the last. */
export interface Lane {
  readonly request: string;
  /** Between an answer and the next request, ms. */
  readonly pauseMs: number;
  /** True: a connection for each request. */
  readonly fresh?: boolean;
  /** What a good answer holds. */
  readonly holds: string;
}

export interface CallOrder {
  readonly port: number;
  readonly lanes: readonly Lane[];
  /** True: a refused connection is no failure, and the lane's end. */
  readonly mayEnd?: boolean;
}

/** Times in ms. */
export interface Calls {
  readonly answers: number;
  /** What went wrong, one line for each request. */
  readonly failures: readonly string[];
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const state = {
  over: false,
  failures: [] as string[],
  times: [] as number[],
  running: [] as Promise<void>[],
};

/** Begins; returns at once. */
async function start({ port, lanes, mayEnd = false }: CallOrder): Promise<void> {
  state.over = false;
  state.failures = [];
  state.times = [];
  state.running = lanes.map((lane) => repeat(port, lane, mayEnd));
}

async function repeat(port: number, lane: Lane, mayEnd: boolean): Promise<void> {
  const request = Buffer.from(lane.request);
  let connection: RawConnection | undefined;
  while (!state.over) {
    const began = performance.now();
    try {
      connection ??= await openConnection(port);
    } catch (error) {
      if (mayEnd) return;
      state.failures.push(`no connection: ${error}`);
      await sleep(20);
      continue;
    }
    try {
      const { status, head, body } = await connection.send(request);
      state.times.push(performance.now() - began);
      if (status !== 200 || !body.includes(lane.holds))
        state.failures.push(`${status} ${body.toString().slice(0, 150)}`);
      if (lane.fresh === true || /\r\nconnection: *close/i.test(head)) {
        connection.close();
        connection = undefined;
      }
    } catch (error) {
      state.failures.push(String(error));
      connection = undefined;
    }
    if (lane.pauseMs > 0) await sleep(lane.pauseMs);
  }
  connection?.close();
}

/** Lets what is under way finish. */
async function stop(_: object): Promise<Calls> {
  state.over = true;
  await Promise.all(state.running);
  const sorted = state.times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    answers: sorted.length,
    failures: state.failures,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  };
}

/** How many answers there have been so far. */
async function count(_: object): Promise<number> {
  return state.times.length;
}

takeOrders({ start, stop, count });
export type CallerWork = {
  readonly start: typeof start;
  readonly stop: typeof stop;
  readonly count: typeof count;
};
