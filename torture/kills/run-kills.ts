import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, isClean } from "../account.ts";
import { type HttpServer, startHttp } from "../http-server.ts";
import { type Launch, mintToken } from "../program.ts";
import type { Random } from "../random.ts";
import { createBook } from "./book.ts";
import { type Lanes, type LanesReport, startLanes } from "./lanes.ts";
import { readOwner } from "./read-owner.ts";

/** What the server keeps its notes in. */
export interface Database {
  /** `ok`, or what is wrong; asked while no server runs. */
  check?(): string;
  /** Kills it too, and starts it again. */
  crash?(): Promise<void>;
}

export interface KillsOptions {
  readonly launch: Launch;
  readonly database: Database;
  readonly random: Random;
  /** Of writing and reading back together, about. */
  readonly durationMs: number;
  /** An empty folder outside the server's. */
  readonly folder: string;
}

export interface KillsReport extends LanesReport {
  readonly account: Account;
  readonly foreign: number;
  readonly kills: number;
  readonly crashes: number;
  /** Most notes that may stay unknown: one of each lane at each kill. */
  readonly inFlight: number;
  readonly ackedPerSecond: number;
  /** From the start of the program to the first good answer of `/ready`: slowest with at most `FEW` notes, and with more, ms. */
  readonly slowestReadyMs: { readonly few: number; readonly many: number };
  readonly checks: number;
  readonly problems: readonly string[];
}

export const FEW = 10_000;
const LANES = 50;
const OWNERS = ["ada", "grace", "edsger", "barbara"] as const;
const PAUSE_MS = { least: 200, most: 5_000, longest: 20_000 } as const;
/** Longer runs write more between kills rather than killing more often. */
const KILLS = 150;
/** Reading back takes about a tenth as long as writing, and the checks may take a tenth too. */
const WRITING = 0.85;
const CHECKING = 0.1;
/** Every so many kills the database dies instead, when it can. */
const CRASH_EVERY = 3;

/** Lanes write while the server, and now and then its database, is killed and started again at once. */
export async function runKills(options: KillsOptions): Promise<KillsReport> {
  const { launch, folder, random } = options;
  const tokens: string[] = [];
  for (const owner of OWNERS) tokens.push(await mintToken(launch, owner));
  const seed = random.int(0, 0xffff_ffff);
  const book = createBook(join(folder, "acked"), seed, LANES, OWNERS.length);
  const killer = new Killer(options, () => book.ackedCount, await startHttp(launch));
  const began = performance.now();
  const { url } = killer.server;
  const lanes = startLanes({ book, seed, count: LANES, tokens, url, endedAt: () => killer.endedAt });
  try {
    await killer.killAtRandom(lanes, began + options.durationMs * WRITING);
  } catch (error) {
    await killer.server.kill("SIGKILL").catch(() => {});
    await lanes.stop();
    throw error;
  }
  const written = await lanes.stop();
  const seconds = (performance.now() - began) / 1000;
  await killer.killAndStart();
  for (const [owner, token] of tokens.entries())
    await readOwner(url, token, (page) => book.found(owner, page));
  await killer.end();
  const { account, foreign } = book.close();
  return {
    ...written,
    ...killer.report,
    account,
    foreign,
    ackedPerSecond: account.acked / seconds,
    problems: [...killer.report.problems, ...(isClean(account) ? [] : [JSON.stringify(account)])],
  };
}

class Killer {
  readonly report = {
    ...{ kills: 0, crashes: 0, inFlight: 0, checks: 0 },
    slowestReadyMs: { few: 0, many: 0 },
    problems: [] as string[],
  };
  server: HttpServer;
  /** By `performance.now()`, ms; Infinity while a server is dying. */
  endedAt = 0;
  readonly #options: KillsOptions;
  readonly #acked: () => number;
  #checkingMs = 0;

  constructor(options: KillsOptions, acked: () => number, server: HttpServer) {
    this.#options = options;
    this.#acked = acked;
    this.server = server;
  }

  async killAtRandom({ count }: Lanes, until: number): Promise<void> {
    const { random, database } = this.#options;
    const began = performance.now();
    const longestPause = Math.min(PAUSE_MS.longest, Math.max(PAUSE_MS.most, (2 * (until - began)) / KILLS));
    for (let turn = 1; ; turn += 1) {
      const pauseMs = random.int(PAUSE_MS.least, longestPause);
      if (performance.now() + pauseMs > until && turn > 1) break;
      await Promise.race([sleep(pauseMs), this.server.exited]);
      this.report.inFlight += count;
      if (database.crash !== undefined && turn % CRASH_EVERY === 0) {
        this.report.crashes += 1;
        await database.crash();
        continue;
      }
      const elapsedMs = performance.now() - began;
      await this.killAndStart(this.report.checks === 0 || this.#checkingMs < elapsedMs * CHECKING);
    }
    await sleep(Math.max(0, until - performance.now()));
  }

  /** `checked`: the file is looked at in between. */
  async killAndStart(checked = false): Promise<void> {
    this.report.kills += 1;
    this.endedAt = Number.POSITIVE_INFINITY;
    const end = await this.server.kill("SIGKILL");
    this.endedAt = performance.now();
    if (end !== "SIGKILL") this.report.problems.push(`the server ended with ${end} by itself`);
    if (checked) this.#check();
    await this.#startAgain();
  }

  async end(): Promise<void> {
    const end = await this.server.kill("SIGTERM");
    if (end !== 0) this.report.problems.push(`the server ended with ${end} on SIGTERM`);
    this.#check();
  }

  async #startAgain(): Promise<void> {
    const notes = this.#acked();
    const began = performance.now();
    this.server = await startHttp(this.#options.launch, this.server.port);
    const { status } = await fetch(new URL("/ready", this.server.url));
    if (status !== 200) this.report.problems.push(`/ready said ${status} after a start`);
    const slowest = this.report.slowestReadyMs;
    const which = notes <= FEW ? "few" : "many";
    slowest[which] = Math.max(slowest[which], performance.now() - began);
  }

  #check(): void {
    const began = performance.now();
    const found = this.#options.database.check?.();
    this.#checkingMs += performance.now() - began;
    if (found === undefined) return;
    this.report.checks += 1;
    if (found !== "ok") this.report.problems.push(`integrity_check: ${found}`);
  }
}
