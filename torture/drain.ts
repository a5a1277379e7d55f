import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLoad } from "../test/helpers/nodes/load.ts";
import { type Account, takeAccount } from "./account.ts";
import { connect as connectClient } from "./client.ts";
import { startDriver } from "./driver.ts";
import type { CallerWork, Calls } from "./drivers/caller.ts";
import { startHttp } from "./http-server.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Launch } from "./program.ts";
import type { Random } from "./random.ts";
import { readNotes } from "./read-back.ts";
import {
  listenRequest,
  modernCall,
  openSessions,
  SIGNED,
  sessionCall,
  signToken,
  streamRequest,
} from "./requests.ts";

export interface DrainPlace {
  readonly root: string;
  /** For the round alone. */
  readonly folder: string;
  readonly random: Random;
}

export interface DrainReport {
  readonly calls: Calls;
  /** Answers to requests of which only the head was there at the signal. */
  readonly slowAnswers: readonly string[];
  /** What the open streams ended with. */
  readonly streamEnds: readonly string[];
  /** What `/ready` said after the signal, each once, in order. */
  readonly ready: readonly string[];
  readonly exit: number | string;
  /** From the signal to the end. */
  readonly ms: number;
  /** Of notes written by other clients until `/ready` said that it stops; a server started again reads them back. */
  readonly account: Account;
}

const SLOW_CALLS = 4;
const HOLDS = '"structuredContent"';

/** Stops a server that answers calls of both eras, has open streams, and has begun to read some requests. */
export async function drainUnderLoad(
  place: DrainPlace & { readonly signal: NodeJS.Signals },
): Promise<DrainReport> {
  const { root, folder, random, signal } = place;
  const launch = { dataDir: join(folder, "data"), root, env: SIGNED };
  const server = await startHttp(launch);
  const caller = await startDriver<CallerWork>("caller", folder);
  try {
    const { port } = server;
    const token = await signToken("tester");
    const writer = await signToken("writer");
    const ledger = createLedger(join(folder, "acked.log"), random.fork());
    const load = await startLoad({ url: server.url, tokens: [writer], ledger });
    const [session = ""] = await openSessions(port, token, 1);
    const note = { source: "tester", tags: [], description: "Written while the server stops" };
    const requests = [
      modernCall(token, "get_stats"),
      modernCall(token, "remember", note),
      sessionCall(token, session, "get_stats"),
    ];
    const lanes = requests.flatMap((request) => [
      { request, pauseMs: 5, holds: HOLDS },
      { request, pauseMs: 20, holds: HOLDS, fresh: true },
    ]);
    await caller.ask("start", { port, lanes, mayEnd: true });
    const streams = [listenRequest(token, ["awareness://knowledge"]), streamRequest(token, session)].map(
      (text) => openText(port, text),
    );
    const call = requests[0] ?? "";
    const slow = Array.from({ length: SLOW_CALLS }, () => openText(port, call.slice(0, -random.int(1, 200))));
    for (let turn = 0; turn < 3; turn += 1) await askReady(port);
    await sleep(random.int(300, 1_500));
    const began = performance.now();
    const ended = server.kill(signal).then((exit) => ({ exit, ms: performance.now() - began }));
    // A balancer sends nothing more when it has heard; what was on its way by then must be answered.
    let calls: Promise<Calls> | undefined;
    let written: Promise<void> | undefined;
    const ready = watchReady(port, () => {
      calls ??= caller.ask("stop", {});
      written ??= load.stop();
    });
    await sleep(random.int(200, 1_000));
    for (const one of slow) one.send(call.slice(one.sent()));
    const end = await ended;
    await (written ?? load.stop());
    return {
      account: await readBack(launch, writer, ledger),
      calls: await (calls ?? caller.ask("stop", {})),
      slowAnswers: await Promise.all(slow.map(async (one) => firstLine(await one.whole))),
      streamEnds: await Promise.all(streams.map(async (one) => (await one.whole).slice(-300))),
      ready: await ready,
      ...end,
    };
  } finally {
    await Promise.all([caller.close(), server.kill("SIGKILL")]);
  }
}

const firstLine = (text: string): string => text.split("\r\n")[0] ?? "";

/** A connection on which `text` has been sent. */
function openText(port: number, text: string) {
  const socket = connect({ port, host: "127.0.0.1" });
  let received = "";
  let sent = text.length;
  socket.setEncoding("latin1").on("data", (more: string) => {
    received += more;
  });
  socket.on("error", () => {});
  socket.write(text);
  return {
    whole: new Promise<string>((resolve) => {
      socket.once("close", () => resolve(received));
    }),
    sent: () => sent,
    send(more: string) {
      sent += more.length;
      socket.write(more);
    },
  };
}

async function askReady(port: number): Promise<string> {
  const text = await openText(port, "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    .whole;
  return firstLine(text) || "refused";
}

/** Asks as a balancer does, until nobody answers. */
async function watchReady(port: number, onStopping: () => void): Promise<readonly string[]> {
  const said: string[] = [];
  do {
    const answer = await askReady(port);
    if (said.at(-1) !== answer) said.push(answer);
    if (answer.includes(" 503 ")) onStopping();
    await sleep(50);
  } while (said.at(-1) !== "refused");
  return said;
}

export interface SecondSignalReport {
  readonly exit: number | string;
  /** From the second signal to the end. */
  readonly ms: number;
  readonly account: Account;
}

/** A signal, and another one while notes are written and a request holds the server up. */
export async function secondSignal({ root, folder, random }: DrainPlace): Promise<SecondSignalReport> {
  const launch = { dataDir: join(folder, "data"), root, env: SIGNED };
  const token = await signToken("tester");
  const ledger = createLedger(join(folder, "acked.log"), random.fork());
  const server = await startHttp(launch);
  const load = await startLoad({ url: server.url, tokens: [token], ledger });
  await load.progress(random.int(3, 8));
  openText(server.port, modernCall(token, "get_stats").slice(0, -1));
  await sleep(100);
  void server.kill("SIGTERM");
  await sleep(random.int(50, 1_000));
  const began = performance.now();
  const exit = await server.kill("SIGTERM");
  const ms = performance.now() - began;
  await load.stop();
  return { exit, ms, account: await readBack(launch, token, ledger) };
}

/** Starts the server again and takes account of what it has. */
async function readBack(launch: Launch, token: string, ledger: Ledger): Promise<Account> {
  const again = await startHttp(launch);
  try {
    const reader = await connectClient("modern", { kind: "http", url: again.url, token });
    const account = takeAccount(ledger, await readNotes(reader));
    await reader.close();
    return account;
  } finally {
    await again.kill("SIGTERM");
  }
}
