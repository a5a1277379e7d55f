import { setTimeout as sleep } from "node:timers/promises";
import type { OpenLoopOrder, OpenLoopResult, Stream } from "../harness/open-loop-order.ts";
import { openConnection, type RawConnection, toRequest } from "../harness/raw-client.ts";

const CONNECTIONS = 32;

interface Due {
  /** ms after the start. */
  readonly at: number;
  readonly kind: string;
  readonly request: Buffer;
}

/**
 * Makes each call at its time, whether those before it are answered or not, so that a server that stalls is not spared
 * the calls that would have come meanwhile. A call for which no connection is free waits for one, and that counts.
 */
async function run({ port, seconds, streams }: OpenLoopOrder): Promise<OpenLoopResult> {
  const all = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(port)));
  const pool = createPool(all);
  const times = new Map<string, number[]>(streams.map(({ kind }) => [kind, []]));
  const late: number[] = [];
  const running: Promise<void>[] = [];
  try {
    const startedAt = performance.now();
    for (const { at, kind, request } of timeline(streams, seconds)) {
      while (performance.now() - startedAt < at) await sleep(1);
      // The clock of a timer is a millisecond coarse, so a call is due when its turn has come.
      const dueAt = performance.now();
      late.push(dueAt - startedAt - at);
      const call = pool.use(async (connection) => {
        const answer = await connection.send(request);
        times.get(kind)?.push(performance.now() - dueAt);
        if (answer.status !== 200 || answer.body.includes('"isError":true'))
          throw new Error(`Wrong answer: ${answer.head}\n${answer.body.toString().slice(0, 500)}`);
      });
      // Told of at the end, with the others.
      call.catch(() => undefined);
      running.push(call);
    }
    await Promise.all(running);
    return { times: Object.fromEntries(times), late };
  } finally {
    for (const connection of all) connection.close();
  }
}

/** All calls in the order of their times; each kind evenly, beginning at a moment of its own. */
function timeline(streams: readonly Stream[], seconds: number): readonly Due[] {
  const calls = streams.flatMap(({ kind, perSecond, headers, bodies }, index) => {
    const period = 1000 / perSecond;
    const requests = bodies.map((body) => toRequest("POST", "/mcp", headers, body));
    return Array.from({ length: Math.floor(seconds * perSecond) }, (_, call) => ({
      at: period * (call + (index + 1) / (streams.length + 1)),
      kind,
      request: requests[call % requests.length] as Buffer,
    }));
  });
  return calls.toSorted((one, other) => one.at - other.at);
}

function createPool(connections: readonly RawConnection[]) {
  const free = [...connections];
  const waiting: ((connection: RawConnection) => void)[] = [];
  return {
    async use(work: (connection: RawConnection) => Promise<void>): Promise<void> {
      // The one that has rested longest, because a server ends a connection that sends nothing for long.
      const connection =
        free.shift() ?? (await new Promise<RawConnection>((resolve) => void waiting.push(resolve)));
      try {
        await work(connection);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(connection);
        else next(connection);
      }
    },
  };
}

process.on("message", (order: OpenLoopOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
