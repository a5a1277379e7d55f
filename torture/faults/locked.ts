import { join } from "node:path";
import type { Fault } from "../fault.ts";
import { takeAlone } from "../hold-lock.ts";
import { createLedger } from "../ledger.ts";
import { runLocked } from "../locked.ts";
import { type Launch, runToEnd } from "../program.ts";
import { atLeast, inTime, none, same, shown } from "../rows.ts";
import { ONE_OWNER } from "../station.ts";
import { verify } from "../verify.ts";

const LEAST_MS = 60_000;
/** The start that is refused, and reading back. */
const REST_MS = 20_000;
/** How long a write waits, and what the way there and back may add, ms. */
const WAIT_MS = { least: 9_900, most: 12_000 } as const;
const READ_MS = 2_000;
const REFUSAL = "awareness: The database is locked by another program. Try again in a moment.\n";

export const locked: Fault = {
  id: "F31",
  name: "locked",
  title:
    "another program locks the file for seconds: writes wait up to 10 s, then hear that they may try again; reads go on",
  leastMs: LEAST_MS,
  weight: 1,
  async run({ root, folder, random, budgetMs }) {
    const launch = { dataDir: join(folder, "data"), root };
    const ledger = createLedger(join(folder, "acked"), random.fork());
    const report = await runLocked({ launch, ledger, random, durationMs: budgetMs - REST_MS });
    const refusedStarts = await startAgainstLock(launch);
    const { account, integrity, agree } = await verify({ ...launch, env: ONE_OWNER }, ledger);
    return {
      account,
      rows: [
        atLeast("locked for less than 10 s", report.short, 1),
        atLeast("locked for longer", report.long, 1),
        atLeast("writes that were told to try again", report.putOff, 1),
        atLeast("shortest wait of these, ms", report.refusedAfterMs.least, WAIT_MS.least),
        inTime("longest wait of these, ms", report.refusedAfterMs.most, WAIT_MS.most),
        atLeast("reads answered while it was locked", report.readsMeanwhile, 1),
        inTime("slowest of these, ms", report.slowestReadMs, READ_MS),
        shown("slowest until every writer goes on after a lock, ms", report.slowestRecoveryMs),
        none("other errors", report.problems),
        none("starts against a whole lock not refused in one line", refusedStarts),
        same("integrity_check", integrity, "ok"),
        same("stdio and HTTP read alike", String(agree), "true"),
      ],
    };
  },
};

/** Starts both servers while another program has the file for itself; answers what they said but should not have. */
async function startAgainstLock(launch: Launch): Promise<readonly string[]> {
  const release = takeAlone(join(launch.dataDir, "awareness.db"));
  try {
    const commands = [["serve"], ["serve", "--http", "--port", "0"]];
    const ends = await Promise.all(commands.map((args) => runToEnd(launch, args)));
    return ends
      .filter(({ end, stdout, stderr }) => end !== 1 || stdout !== "" || stderr !== REFUSAL)
      .map(({ end, stderr }) => `${end}: ${stderr}`);
  } finally {
    release();
  }
}
