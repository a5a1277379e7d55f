import { once } from "node:events";
import { existsSync, readFileSync, rmSync, watch } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type History, readExported, readHistory } from "./history.ts";
import { sha256 } from "./ledger.ts";
import { type Ended, type Launch, runToEnd } from "./program.ts";
import type { Random } from "./random.ts";
import { ONE_OWNER } from "./station.ts";
import { checkIntegrity } from "./verify.ts";

/** The commands that copy a memory. */
export const WAYS = ["backup", "export", "copy"] as const;
export type Way = (typeof WAYS)[number];

export interface Copied {
  /** Copies that came to their end, and those that were killed before. */
  readonly finished: Record<Way, number>;
  readonly killed: Record<Way, number>;
  /** What each finished copy held, with the notes that had an answer before it began. */
  readonly histories: readonly {
    readonly way: Way;
    readonly history: History;
    readonly ackedBefore: number;
  }[];
  readonly problems: readonly string[];
  /** Longest time that a copy took which was let go on, ms. */
  readonly slowestMs: number;
  /** The newest finished backup. */
  readonly latest: string;
}

const LIMIT_MS = 120_000;
/** Most time from the first sign of a copy until it is killed. */
const WRITING_MS = 60;

/** Copies a memory in every way, again and again; every second time the command is killed at a random moment. */
export async function makeCopies(
  launch: Launch,
  folder: string,
  random: Random,
  acked: () => number,
  isOver: () => boolean,
): Promise<Copied> {
  const copies = new Copies(launch, folder, acked);
  await mkdir(folder, { recursive: true });
  for (let turn = 0; turn < 2 * WAYS.length || !isOver(); turn += 1) {
    const way = WAYS[Math.floor(turn / 2) % WAYS.length] ?? "backup";
    if (turn % 2 === 0) await copies.finish(way);
    else await copies.kill(way, random.next());
  }
  return copies.report;
}

class Copies {
  readonly report = {
    finished: { backup: 0, export: 0, copy: 0 },
    killed: { backup: 0, export: 0, copy: 0 },
    histories: [] as { way: Way; history: History; ackedBefore: number }[],
    problems: [] as string[],
    slowestMs: 0,
    latest: "",
  };
  readonly #launch: Launch;
  readonly #folder: string;
  readonly #acked: () => number;

  constructor(launch: Launch, folder: string, acked: () => number) {
    this.#launch = launch;
    this.#folder = folder;
    this.#acked = acked;
    this.report.latest = join(folder, "backup");
  }

  /** Lets the command come to its end, in place of the copy before. */
  async finish(way: Way): Promise<void> {
    const to = join(this.#folder, way);
    // A copy goes into an empty database only.
    if (way === "copy") rmSync(to, { force: true });
    const ackedBefore = this.#acked();
    const began = performance.now();
    const { end, stderr } = await this.#run(way, to);
    const took = performance.now() - began;
    this.report.slowestMs = Math.max(this.report.slowestMs, took);
    if (end !== 0) {
      this.report.problems.push(`${way}: ${end} ${stderr}`);
      return;
    }
    this.report.finished[way] += 1;
    this.report.histories.push({ way, ackedBefore, history: this.#read(way, to) });
  }

  /** Kills the command at a share of the time that it takes: the copy before must stay as it is, and half of one be no copy. */
  async kill(way: Way, share: number): Promise<void> {
    const good = join(this.#folder, way);
    const before = digest(good);
    const to = way === "copy" ? join(this.#folder, "half") : good;
    const ackedBefore = this.#acked();
    // The first sign of it in the folder is the beginning of the writing.
    const over = new AbortController();
    const killed = once(watch(this.#folder, { signal: over.signal }), "change", { signal: over.signal })
      .then(() => sleep(share * WRITING_MS, true))
      .catch(() => false);
    const { end } = await this.#run(way, to, killed);
    over.abort();
    if (end === "SIGKILL") this.report.killed[way] += 1;
    try {
      if (digest(good) !== before || (to !== good && (await this.#opens(to)))) {
        // It was killed after its last step, or not at all: then the new one is whole.
        this.report.histories.push({ way, ackedBefore, history: this.#read(way, to) });
      }
    } catch (error) {
      this.report.problems.push(`${way}: a killed one left a bad copy: ${error}`);
    }
    for (const helper of ["", "-wal", "-shm", "-journal"])
      await rm(`${join(this.#folder, "half")}${helper}`, { force: true });
  }

  #run(way: Way, to: string, killed?: Promise<boolean>): Promise<Ended> {
    const database = join(this.#launch.dataDir, "awareness.db");
    const commands = {
      backup: ["backup", to],
      export: ["user", "export", ONE_OWNER.AWARENESS_DEFAULT_OWNER, "--output", to],
      copy: ["copy", "--from", `sqlite:${database}`, "--to", `sqlite:${to}`],
    };
    return runToEnd(this.#launch, commands[way], LIMIT_MS, killed);
  }

  #read(way: Way, path: string): History {
    if (way === "export") return readExported(path);
    const integrity = checkIntegrity(path);
    if (integrity !== "ok") this.report.problems.push(`${way}: integrity ${integrity}`);
    return readHistory(path);
  }

  /** Whether the program takes it for a memory, which it may not with half of a copy. Before the first row it is a new database like any other. */
  async #opens(path: string): Promise<boolean> {
    if (!existsSync(path)) return false;
    const { end, stdout, stderr } = await runToEnd(this.#launch, [
      "get",
      "--database",
      `sqlite:${path}`,
      "--json",
    ]);
    if (end !== 0 && !stderr.includes("unfinished copy")) {
      this.report.problems.push(`copy: half of one gave ${end} ${stderr}`);
    }
    return end === 0 && JSON.parse(stdout).entries.length > 0;
  }
}

const digest = (path: string): string => (existsSync(path) ? sha256(readFileSync(path, "latin1")) : "");
