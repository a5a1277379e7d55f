import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Account, addAccounts, isClean, NOTHING } from "./account.ts";
import { createLedger } from "./ledger.ts";
import type { Random } from "./random.ts";
import { runStorm, type StormReport } from "./storm.ts";
import { verify } from "./verify.ts";

export interface RoundsOptions {
  readonly root: string;
  /** For the data of each round, which is removed after it. */
  readonly folder: string;
  readonly random: Random;
  readonly durationMs: number;
  /** Told after each round. */
  readonly onRound: (round: Round) => void;
}

export interface Round {
  readonly account: Account;
  readonly report: StormReport;
  readonly refused: number;
  /** What is wrong besides the account; empty when nothing is. */
  readonly problems: readonly string[];
}

export interface RoundsReport {
  readonly rounds: number;
  readonly account: Account;
  readonly stdioKills: number;
  readonly httpKills: number;
  readonly inFlight: number;
  readonly refused: number;
  readonly slowestRestartMs: number;
  readonly slowestAnswerMs: number;
  readonly problems: readonly string[];
}

const ROUND_MS = 20_000;

/** Storms of a third of a minute (shorter when there is less time), each on a new database that is read back and accounted for before the next. */
export async function runRounds(options: RoundsOptions): Promise<RoundsReport> {
  const { durationMs, random, onRound } = options;
  const endAt = performance.now() + durationMs;
  const rounds: Round[] = [];
  do {
    const round = await runRound(options, random.fork(), Math.min(ROUND_MS, durationMs));
    rounds.push(round);
    onRound(round);
  } while (performance.now() + ROUND_MS < endAt);
  const sum = (of: (report: StormReport) => number) =>
    rounds.reduce((total, { report }) => total + of(report), 0);
  const most = (of: (report: StormReport) => number) => Math.max(...rounds.map(({ report }) => of(report)));
  return {
    rounds: rounds.length,
    account: rounds.map(({ account }) => account).reduce(addAccounts, NOTHING),
    stdioKills: sum(({ stdioKills }) => stdioKills),
    httpKills: sum(({ httpKills }) => httpKills),
    inFlight: sum(({ inFlight }) => inFlight),
    refused: rounds.reduce((total, { refused }) => total + refused, 0),
    slowestRestartMs: most(({ slowestRestartMs }) => slowestRestartMs),
    slowestAnswerMs: most(({ slowestAnswerMs }) => slowestAnswerMs),
    problems: rounds.flatMap(({ problems }) => problems),
  };
}

async function runRound({ root, folder }: RoundsOptions, random: Random, durationMs: number): Promise<Round> {
  const dataDir = await mkdtemp(join(folder, "storm-"));
  const ackDir = await mkdtemp(join(folder, "acked-"));
  try {
    const ledger = createLedger(join(ackDir, "acked.log"), random);
    const launch = { dataDir, root, env: { AWARENESS_DEFAULT_OWNER: "tester" } };
    const report = await runStorm({
      launch,
      ledger,
      random,
      stdioServers: 8,
      httpClients: 3,
      durationMs,
      killEveryMs: [200, 1200],
    });
    const { account, integrity, agree } = await verify(launch, ledger);
    const problems = [
      ...(isClean(account) ? [] : [`account: ${JSON.stringify(account)}`]),
      ...(account.unknown > report.inFlight ? ["more notes unknown than were in flight"] : []),
      ...(integrity === "ok" ? [] : [`integrity: ${integrity}`]),
      ...(agree ? [] : ["stdio and HTTP read differently"]),
      ...report.ends,
      ...new Set(ledger.refusals.values()),
    ];
    return { account, report, refused: ledger.refusals.size, problems };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
    await rm(ackDir, { recursive: true, force: true });
  }
}
