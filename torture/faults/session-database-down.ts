import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCluster } from "../../test/helpers/postgres/cluster.ts";
import { startWireProxy } from "../../test/helpers/postgres/wire-proxy.ts";
import { takeAccount } from "../account.ts";
import {
  askSession,
  askToOpen,
  askTool,
  type Caller,
  complaints,
  openSession,
  type Reply,
  slowest,
} from "../ask.ts";
import { connect } from "../client.ts";
import type { Fault, FaultPlace, FaultReport } from "../fault.ts";
import { createLedger, type Ledger, toRemember } from "../ledger.ts";
import { ANSWER_MS, type PostgresRig, RECOVERY_MS, withPostgres } from "../postgres-rig.ts";
import { readNotes } from "../read-back.ts";
import { atLeast, inTime, none, shown, zero } from "../rows.ts";

const WAYS = ["killed", "stopped", "silent"] as const;
const SESSIONS = 12;
const AT_ONCE = 120;
const MODERN_AT_ONCE = 4;
const MODERN_WITHIN_MS = 2_000;
const DOWN_MS = 3_500;
/** A registry that fell silent has requests of its own to give up first. */
const LIMIT_MS = 10_000;

export const sessionDatabaseDown: Fault = {
  id: "F14",
  name: "session-database-down",
  title:
    "the database of the sessions is killed, stopped or silent: 2026 requests are answered, sessions get 503 and never 404, and the same ids work afterwards",
  leastMs: 18_000,
  weight: 1,
  async run(place) {
    const registry = await startCluster();
    const line = await startWireProxy({ host: registry.host, port: registry.port });
    const env = { AWARENESS_SESSION_DATABASE_URL: line.through(registry.adminUrl) };
    const away = {
      killed: async () => {
        await registry.signal("SIGKILL");
        return () => registry.restart();
      },
      stopped: async () => {
        await registry.signal("SIGSTOP");
        return () => registry.signal("SIGCONT");
      },
      silent: async () => {
        line.blackhole(true);
        return async () => line.blackhole(false);
      },
    };
    try {
      return await withPostgres(place.root, env, (rig) => takeAwayInTurn(rig, place, away));
    } finally {
      await line.close();
      await registry.stop();
    }
  },
};

/** Takes the registry away; what it answers brings it back. */
type Away = Readonly<Record<(typeof WAYS)[number], () => Promise<() => Promise<void>>>>;

async function takeAwayInTurn(
  rig: PostgresRig,
  { folder, random, budgetMs }: FaultPlace,
  away: Away,
): Promise<FaultReport> {
  const modern = await rig.caller();
  const ledger = createLedger(join(folder, "acked.log"), random.fork());
  const sessions: Caller[] = [];
  while (sessions.length < SESSIONS) sessions.push({ ...modern, session: await openSession(modern) });
  const heard = { modern: [] as Reply[], legacy: [] as Reply[], after: [] as Reply[] };
  const askMany = () =>
    Promise.all(Array.from({ length: AT_ONCE }, () => askAnything(random.pick(sessions), random.next())));
  // The first time costs the server more than all others.
  await Promise.all(Array.from({ length: AT_ONCE }, () => askTool(random.pick(sessions), "get_tags")));
  const recoveries: number[] = [];
  const endAt = performance.now() + budgetMs;
  for (let round = 0; round < WAYS.length || performance.now() < endAt; round += 1) {
    const bringBack = await away[WAYS[round % WAYS.length] ?? "killed"]();
    const until = performance.now() + DOWN_MS;
    const lanes = Array.from({ length: MODERN_AT_ONCE }, async () => {
      while (performance.now() < until) heard.modern.push(await remember(modern, ledger));
    });
    heard.legacy.push(...(await askMany()));
    await Promise.all(lanes);
    await bringBack();
    recoveries.push(await untilKnown(sessions));
    heard.after.push(...(await Promise.all(sessions.map((one) => askTool(one, "get_tags")))));
  }
  const pulsed = await rig.pulse.stop();
  await rig.nodes.kill(0);
  await rig.nodes.start(0);
  const reader = await connect("modern", { kind: "http", ...modern });
  const account = takeAccount(ledger, await readNotes(reader));
  await reader.close();
  return {
    account,
    rows: [
      pulsed,
      atLeast("times that it was away", recoveries.length, WAYS.length),
      shown("2026 requests meanwhile", heard.modern.length),
      none(
        "of these failed or refused",
        complaints(heard.modern, ({ outcome }) => outcome === "done"),
      ),
      inTime("slowest of these, ms", slowest(heard.modern), MODERN_WITHIN_MS),
      shown("requests of sessions meanwhile", heard.legacy.length),
      zero("of these 404", heard.legacy.filter(({ status }) => status === 404).length),
      none(
        "of these another answer than 503 with Retry-After",
        complaints(heard.legacy, ({ status, outcome }) => status === 503 && outcome === "refused"),
      ),
      inTime("slowest of these, ms", slowest(heard.legacy), ANSWER_MS),
      inTime("slowest recovery of all sessions, ms", Math.max(...recoveries), RECOVERY_MS),
      none(
        "sessions that do not work afterwards",
        complaints(heard.after, ({ outcome }) => outcome === "done"),
      ),
    ],
  };
}

async function remember(caller: Caller, ledger: Ledger): Promise<Reply> {
  const note = ledger.next("modern");
  ledger.sent(note);
  const reply = await askTool(caller, "remember", toRemember(note));
  if (reply.outcome === "done") ledger.acked(note);
  else ledger.unanswered(note);
  return reply;
}

/** `choice` from 0 to 1. */
function askAnything(caller: Caller, choice: number): Promise<Reply> {
  if (choice < 0.6) return askTool(caller, "get_tags");
  if (choice < 0.8) return askSession(caller, "GET");
  return choice < 0.9 ? askSession(caller, "DELETE") : askToOpen(caller);
}

/** Until every session has been answered, ms. */
async function untilKnown(sessions: readonly Caller[]): Promise<number> {
  const began = performance.now();
  for (const one of sessions) {
    while ((await askTool(one, "get_tags")).outcome !== "done") {
      if (performance.now() - began > LIMIT_MS) return performance.now() - began;
      await sleep(20);
    }
  }
  return performance.now() - began;
}
