import { setTimeout as sleep } from "node:timers/promises";
import { sessionWire } from "../../test/helpers/nodes/session-wire.ts";
import type { MemoryClient } from "../client.ts";
import type { Random } from "../random.ts";
import { note } from "../station.ts";

export interface SoakLoad {
  /** Answered tool calls. */
  readonly calls: number;
  /** Sessions that were opened, used, and left to expire. */
  readonly sessions: number;
  readonly problems: readonly string[];
  /** Answers that a call may be repeated, as a search gets that a busy machine has stopped. */
  readonly putOff: number;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface SoakLoadOptions {
  readonly client: MemoryClient;
  readonly url: string;
  readonly token: string;
  readonly random: Random;
}

const CALLS_A_SECOND = 50;
const TICK_MS = 100;
const MOST_UNDER_WAY = 64;
/** Of the ticks, on which a client comes, follows a resource, and goes without a word. */
const VISITOR_EVERY = 2;
/** Notes that are changed again and again, so that the memory's own size says nothing. */
const KEYS = 50;

/** Calls of every kind at a steady rate, and clients that come and leave their sessions behind. */
export function startSoakLoad({ client, url, token, random }: SoakLoadOptions): SoakLoad {
  const state = { calls: 0, sessions: 0, putOff: 0, over: false };
  const problems: string[] = [];
  const underWay = new Set<Promise<void>>();
  const wire = sessionWire(token);

  const run = (work: () => Promise<void>) => {
    const running = work()
      .catch((error: unknown) => void problems.push(String(error)))
      .finally(() => underWay.delete(running));
    underWay.add(running);
  };
  const call = async () => {
    const [tool, args] = anyCall(random);
    const { json } = await client.call(tool, args);
    if (json.error?.retryable === true) state.putOff += 1;
    else if (json.error !== undefined) problems.push(`${tool}: ${JSON.stringify(json.error)}`);
    state.calls += 1;
  };
  const visit = async () => {
    const session = await wire.open(url);
    await wire.subscribe(url, session, "awareness://briefing");
    const stream = await wire.listen(url, session);
    await wire.call(url, session, "get_briefing").finally(() => stream.stop());
    state.calls += 1;
    state.sessions += 1;
  };
  const goOn = async () => {
    for (let tick = 1; !state.over; tick += 1) {
      const room = MOST_UNDER_WAY - underWay.size;
      for (let at = Math.min(room, (CALLS_A_SECOND * TICK_MS) / 1000); at > 0; at -= 1) run(call);
      if (room > 0 && tick % VISITOR_EVERY === 0) run(visit);
      await sleep(TICK_MS);
    }
  };
  const going = goOn();
  return {
    get calls() {
      return state.calls;
    },
    get sessions() {
      return state.sessions;
    },
    get putOff() {
      return state.putOff;
    },
    problems,
    async stop() {
      state.over = true;
      await going;
      await Promise.all(underWay);
    },
  };
}

function anyCall(random: Random): readonly [tool: string, args: Readonly<Record<string, unknown>>] {
  return random.pick([
    () => ["remember", { ...note(random.text(300)), logical_key: `key-${random.int(1, KEYS)}` }] as const,
    () => ["search", { query: random.text(20).trim() || "a", limit: 5 }] as const,
    () => ["get_knowledge", { limit: 10, mode: "list" }] as const,
    () => ["get_briefing", {}] as const,
    () => ["get_stats", {}] as const,
    () => ["get_unread", { limit: 5 }] as const,
    () => ["set_preference", { key: "soak", value: random.text(30), scope: "soak" }] as const,
  ])();
}
