import type { Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { type LoadClient, startLoadClient } from "../harness/load.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import { httpHeaders, type Json, MODERN, modernHeaders, modernRequest } from "../harness/mcp-messages.ts";
import { openConnection, toRequest } from "../harness/raw-client.ts";
import { residentMegabytes } from "../harness/resident.ts";
import { summarize } from "../harness/rounds.ts";
import { copyData, mint, type RunningServer, startServer } from "../harness/servers.ts";
import { openSession, sessionHeaders } from "../harness/sessions.ts";
import { openStream } from "../harness/streams.ts";
import type { Workshop } from "../harness/workshop.ts";

const STARTS = 3;
/** Sessions, and streams of each era. */
const MANY = 3_000;
const AT_ONCE = 50;
const LIMITS = {
  AWARENESS_MAX_SESSIONS_PER_OWNER: "100000",
  AWARENESS_MAX_STREAMS_PER_OWNER: "10000",
};

/** Resident memory, MB, and what one more of a kind adds to it, kB. */
interface Found {
  readonly rest: number;
  readonly load: number;
  readonly after: number;
  readonly session: number;
  readonly legacyStream: number;
  readonly modernStream: number;
}

export const memoryUnderLoad: Figure = {
  name: "memory-under-load",
  title: "resident memory of `awareness serve --http` at rest, under load, and of each client that stays",
  method: `${STARTS} servers one after the other, on 1,000 entries: after the start, at the end of 15 s of lists and writes by turns over 8 connections, and 10 s later. Then ${MANY.toLocaleString("en")} sessions of 2025-11-25 are opened, a stream in each of them, and as many subscription streams of 2026-07-28, all idle; what the process grew by is divided by their number. What the garbage collector has not given back counts as growth.`,
  async measure(workshop) {
    const template = workshop.makeDir();
    await makeFilledDatabase(workshop.root, path.join(template, DATABASE), 1_000);
    const found: Found[] = [];
    for (let start = 0; start < (workshop.quick ? 1 : STARTS); start += 1) {
      workshop.say(`memory-under-load: server ${start + 1}`);
      found.push(await measureServer(workshop, copyData(workshop, template)));
    }
    const of = (name: keyof Found) => summarize(found.map((one) => one[name]));
    return [
      { label: "at rest", ...of("rest"), unit: "MB", bound: { better: "less", floor: 110, aim: 80 } },
      { label: "under load", ...of("load"), unit: "MB" },
      { label: "10 s after the load", ...of("after"), unit: "MB" },
      { label: "a session of 2025-11-25, idle", ...of("session"), unit: "kB" },
      {
        label: "a stream in such a session, idle",
        ...of("legacyStream"),
        unit: "kB",
        bound: { better: "less", floor: 25 },
        note: "without its session",
      },
      {
        label: "a subscription stream of 2026-07-28, idle",
        ...of("modernStream"),
        unit: "kB",
        bound: { better: "less", floor: 16 },
        note: "10,000 and the server at rest in at most 250 MB",
      },
    ];
  },
};

async function measureServer(workshop: Workshop, dataDir: string): Promise<Found> {
  const { quick } = workshop;
  const [settleMs, many] = quick ? [200, 50] : [10_000, MANY];
  const server = await startServer(workshop, { dataDir, env: LIMITS });
  const token = await mint();
  const client = startLoadClient(workshop);
  const resident = async () => {
    await sleep(settleMs);
    return residentMegabytes(server.pid);
  };
  const rest = await resident();
  const load = await runLoad(client, server, token, quick ? 1 : 15);
  const after = await resident();
  // The first ones also bring in what all of them share.
  await openSessions(server, token, AT_ONCE);
  const before = await resident();
  const sessions = await openSessions(server, token, many);
  const withSessions = await resident();
  const legacy = sessions.map((session) => toRequest("GET", "/mcp", sessionHeaders(token, session)));
  const sockets = await openStreams(server, legacy);
  const withLegacy = await resident();
  sockets.push(
    ...(await openStreams(
      server,
      Array.from({ length: many }, () => listenRequest(token)),
    )),
  );
  const withModern = await resident();
  for (const socket of sockets) socket.destroy();
  const each = (from: number, to: number) => ((to - from) * 1_000) / many;
  return {
    rest,
    load,
    after,
    session: each(before, withSessions),
    legacyStream: each(withSessions, withLegacy),
    modernStream: each(withLegacy, withModern),
  };
}

/** Answers the memory at the end of the load, when it is still on. */
async function runLoad(
  client: LoadClient,
  server: RunningServer,
  token: string,
  seconds: number,
): Promise<number> {
  const { source, tags, description, content } = createCorpus(7).note();
  const calls: readonly { readonly name: string; readonly arguments: Json }[] = [
    { name: "get_knowledge", arguments: { limit: 20 } },
    { name: "remember", arguments: { source, tags, description, content } },
  ];
  for (let spent = 0; spent < seconds; spent += 1) {
    const call = calls[spent % calls.length] as (typeof calls)[number];
    const body = JSON.stringify(modernRequest(FIRST_ID, "tools/call", { ...call }));
    await client.run(server, { headers: modernHeaders(token, call.name), body, seconds: 1 });
  }
  return residentMegabytes(server.pid);
}

async function openSessions({ port }: RunningServer, token: string, count: number): Promise<string[]> {
  const connection = await openConnection(port);
  const sessions: string[] = [];
  for (let made = 0; made < count; made += 1) sessions.push(await openSession(connection, token));
  connection.close();
  return sessions;
}

async function openStreams({ port }: RunningServer, requests: readonly Buffer[]): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let from = 0; from < requests.length; from += AT_ONCE) {
    const some = requests.slice(from, from + AT_ONCE);
    sockets.push(...(await Promise.all(some.map((request) => openStream(port, request)))));
  }
  return sockets;
}

function listenRequest(token: string): Buffer {
  const headers = httpHeaders(token, {
    "mcp-protocol-version": MODERN,
    "mcp-method": "subscriptions/listen",
  });
  const params = { notifications: { resourceSubscriptions: ["awareness://briefing"] } };
  return toRequest("POST", "/mcp", headers, JSON.stringify(modernRequest(1, "subscriptions/listen", params)));
}
