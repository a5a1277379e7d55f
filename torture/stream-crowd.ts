import { type Driver, startDriver } from "./driver.ts";
import type { Streams, StreamsWork } from "./drivers/idle-streams.ts";
import { listenRequest, openSessions, signToken, streamRequest } from "./requests.ts";

/** Open streams that one owner may hold unless an operator says otherwise, as documented. */
export const STREAMS_PER_OWNER = 32;
const SESSIONS_PER_OWNER = 50;
const DRIVERS = 2;
const OWNERS_AT_A_TIME = 8;
const URIS = ["awareness://briefing", "awareness://knowledge"];

/** Sockets of several driver processes, each with a source address of its own. */
export interface Crowd {
  /** Shared out among the drivers. */
  open(port: number, requests: readonly string[]): Promise<Streams>;
  state(): Promise<Streams>;
  close(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCrowd(folder: string): Promise<Crowd> {
  const drivers: Driver<StreamsWork>[] = [];
  for (let index = 0; index < DRIVERS; index += 1)
    drivers.push(await startDriver<StreamsWork>("idle-streams", folder));
  const all = async (ask: (driver: Driver<StreamsWork>, index: number) => Promise<Streams>) =>
    (await Promise.all(drivers.map(ask))).reduce(add);
  return {
    open: (port, requests) =>
      all((driver, index) =>
        driver.ask("open", {
          port,
          localAddress: `127.0.0.${10 + index}`,
          requests: requests.filter((_, at) => at % DRIVERS === index),
        }),
      ),
    state: () => all((driver) => driver.ask("state", {})),
    close: async () => void (await Promise.all(drivers.map((driver) => driver.ask("close", {})))),
    stop: async () => void (await Promise.all(drivers.map((driver) => driver.close()))),
  };
}

function add(one: Streams, other: Streams): Streams {
  const others = { ...one.others };
  for (const [line, times] of Object.entries(other.others)) others[line] = (others[line] ?? 0) + times;
  return { open: one.open + other.open, others };
}

/** Requests for `count` subscription streams (2026-07-28) of as many owners as it takes. */
export async function subscriptions(count: number): Promise<readonly string[]> {
  const requests: string[] = [];
  for (let owner = 0; requests.length < count; owner += 1) {
    const request = listenRequest(await signToken(`listener-${owner}`), URIS);
    const own = Math.min(STREAMS_PER_OWNER, count - requests.length);
    requests.push(...Array.from({ length: own }, () => request));
  }
  return requests;
}

/** Requests for the streams of `count` sessions (2025-11-25), which are opened first. */
export async function sessionStreams(port: number, count: number): Promise<readonly string[]> {
  const owners = Math.ceil(count / SESSIONS_PER_OWNER);
  const requests: string[] = [];
  const waiting = Array.from({ length: owners }, (_, owner) => owner).values();
  const lane = async () => {
    for (const owner of waiting) {
      const token = await signToken(`holder-${owner}`);
      const own = Math.min(SESSIONS_PER_OWNER, count - owner * SESSIONS_PER_OWNER);
      for (const session of await openSessions(port, token, own))
        requests.push(streamRequest(token, session));
    }
  };
  await Promise.all(Array.from({ length: OWNERS_AT_A_TIME }, lane));
  return requests;
}
