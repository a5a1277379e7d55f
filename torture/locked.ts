import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryClient } from "./client.ts";
import { holdLock, LOCKS } from "./hold-lock.ts";
import { type Ledger, toRemember } from "./ledger.ts";
import type { Launch } from "./program.ts";
import type { Random } from "./random.ts";
import { ONE_OWNER, openStation, TRANSPORTS } from "./station.ts";

export interface LockedOptions {
  readonly launch: Launch;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly durationMs: number;
}

export interface LockedReport {
  /** Locks held for less than the time that a write waits, and for more. */
  readonly short: number;
  readonly long: number;
  /** Writes that were answered while no lock had been held longer than they wait, and failed all the same, and the like. */
  readonly problems: readonly string[];
  /** Writes refused as locked. */
  readonly putOff: number;
  /** How long those had waited, ms. */
  readonly refusedAfterMs: { readonly least: number; readonly most: number };
  /** Answered while a lock was held. */
  readonly readsMeanwhile: number;
  readonly slowestReadMs: number;
  /** From the end of a lock until every writer has had an answer, ms. */
  readonly slowestRecoveryMs: number;
}

const SHORT_MS = { least: 1_000, most: 7_000 } as const;
const LONG_MS = { least: 11_500, most: 14_000 } as const;
const PAUSE_MS = 500;
const LANES = 3;

/** Both transports write and read one file that another program locks now for a short time, now for a long one. */
export async function runLocked(options: LockedOptions): Promise<LockedReport> {
  const launch = { ...options.launch, env: ONE_OWNER };
  const stations = [];
  for (const transport of TRANSPORTS) stations.push(await openStation(transport, launch));
  const use = new Use(options.ledger);
  const running = stations.flatMap(({ client }, station) => [
    use.read(client),
    ...Array.from({ length: LANES }, (_, lane) => use.write(client, `${TRANSPORTS[station]}-${lane}`)),
  ]);
  const broken = Promise.all(running).then(() => {});
  broken.catch(() => {
    use.over = true;
  });
  try {
    // A client whose server is gone ends the run, and does not leave the others waiting for it.
    await Promise.race([lockInTurn(options, use), broken]);
  } finally {
    use.over = true;
    await Promise.allSettled(running);
    await Promise.all(stations.map((station) => station.stop()));
  }
  await Promise.all(running);
  const least = use.report.refusedAfterMs.least;
  return {
    ...use.report,
    refusedAfterMs: { ...use.report.refusedAfterMs, least: Number.isFinite(least) ? least : 0 },
  };
}

async function lockInTurn({ launch, random, durationMs }: LockedOptions, use: Use): Promise<void> {
  const path = join(launch.dataDir, "awareness.db");
  const until = performance.now() + durationMs;
  for (let turn = 0; turn < 2 * LOCKS.length || performance.now() + LONG_MS.most < until; turn += 1) {
    // Each kind for a short and for a long time, in turn.
    const lock = LOCKS[Math.floor(turn / 2) % LOCKS.length] ?? "IMMEDIATE";
    const isLong = turn % 2 === 1;
    const bounds = isLong ? LONG_MS : SHORT_MS;
    await use.everyWriter();
    use.begin(isLong);
    await holdLock(path, lock, random.int(bounds.least, bounds.most));
    await use.end();
    await sleep(PAUSE_MS);
  }
}

class Use {
  readonly report = {
    ...{ short: 0, long: 0, putOff: 0, readsMeanwhile: 0, slowestReadMs: 0, slowestRecoveryMs: 0 },
    refusedAfterMs: { least: Number.POSITIVE_INFINITY, most: 0 },
    problems: [] as string[],
  };
  over = false;
  #held = false;
  #mayRefuse = false;
  readonly #done = new Map<string, number>();
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  begin(isLong: boolean): void {
    this.report[isLong ? "long" : "short"] += 1;
    this.#held = true;
    this.#mayRefuse = isLong;
  }

  async end(): Promise<void> {
    this.#held = false;
    const began = performance.now();
    await this.everyWriter();
    this.report.slowestRecoveryMs = Math.max(this.report.slowestRecoveryMs, performance.now() - began);
    this.#mayRefuse = false;
  }

  /** Resolves when each writer has had one more result. */
  async everyWriter(): Promise<void> {
    const before = new Map(this.#done);
    while (!this.over && [...this.#done].some(([writer, done]) => done <= (before.get(writer) ?? 0))) {
      await sleep(5);
    }
  }

  async write(client: MemoryClient, writer: string): Promise<void> {
    this.#done.set(writer, 0);
    while (!this.over) {
      const note = this.#ledger.next(writer);
      this.#ledger.sent(note);
      const began = performance.now();
      const { isError, json } = await client.call("remember", toRemember(note));
      if (isError) {
        this.#ledger.refused(note, "locked");
        this.#refused(json.error, performance.now() - began);
      } else {
        this.#ledger.acked(note);
        this.#done.set(writer, (this.#done.get(writer) ?? 0) + 1);
      }
    }
  }

  async read(client: MemoryClient): Promise<void> {
    while (!this.over) {
      const held = this.#held;
      const began = performance.now();
      const { isError, json } = await client.call("get_knowledge", { limit: 5 });
      if (isError) this.report.problems.push(`read: ${JSON.stringify(json.error)}`);
      if (!isError && held && this.#held) {
        this.report.readsMeanwhile += 1;
        this.report.slowestReadMs = Math.max(this.report.slowestReadMs, performance.now() - began);
      }
      await sleep(20);
    }
  }

  #refused(error: { code?: string; reason?: string; retryable?: boolean }, ms: number): void {
    const isLocked = error.code === "unavailable" && error.reason === "locked" && error.retryable === true;
    if (!isLocked || !this.#mayRefuse) {
      this.report.problems.push(JSON.stringify(error));
      return;
    }
    const waits = this.report.refusedAfterMs;
    this.report.putOff += 1;
    waits.least = Math.min(waits.least, ms);
    waits.most = Math.max(waits.most, ms);
  }
}
