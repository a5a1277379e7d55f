import { join } from "node:path";
import { runJumps } from "../clock-jumps.ts";
import type { Fault } from "../fault.ts";
import { createLedger } from "../ledger.ts";
import { atLeast, none, same, zero } from "../rows.ts";
import { createShiftedClock } from "../shifted-clock.ts";
import { ONE_OWNER } from "../station.ts";
import { verify } from "../verify.ts";

const LEAST_MS = 15_000;
const TRAVEL = 0.7;

export const clockJumps: Fault = {
  id: "F21",
  name: "clock-jumps",
  title:
    "the clock is set across summer time, a leap day and 2038, ten years on and back: order, ids, reminders and sessions stay",
  leastMs: LEAST_MS,
  weight: 1,
  async run({ root, folder, random, budgetMs }) {
    const clock = createShiftedClock(join(folder, "clock"));
    const launch = { dataDir: join(folder, "data"), root };
    const ledger = createLedger(join(folder, "acked"), random.fork());
    const until = performance.now() + budgetMs * TRAVEL;
    const report = await runJumps(launch, clock, ledger, random, () => performance.now() >= until);
    const { account, integrity, agree } = await verify({ ...launch, env: ONE_OWNER }, ledger);
    return {
      account,
      rows: [
        atLeast("jumps", report.jumps, 10),
        atLeast("ids given out", report.ids, 1),
        zero("of these twice", report.doubledIds),
        zero("notes that came back in another order", account.disordered),
        atLeast("reminders and passing facts", report.reminders + report.contexts, 1),
        zero("reminders missing, or not due in time", report.missingReminders),
        zero("expired or due before their time", report.early),
        zero("lost sessions", report.lostSessions),
        zero("negative numbers in briefings", report.negative),
        none("errors", report.problems),
        same("integrity_check", integrity, "ok"),
        same("stdio and HTTP read alike, at the true time", String(agree), "true"),
      ],
    };
  },
};
