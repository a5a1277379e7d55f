import { isClean } from "../account.ts";
import type { Fault } from "../fault.ts";
import { atLeast, atMost, none, shown } from "../rows.ts";
import { runRounds } from "../storm-rounds.ts";

export const killProcesses: Fault = {
  id: "F2",
  name: "kill-processes",
  title:
    "kill -9 of one of eight stdio servers or the HTTP server on one file, again and again, while all write",
  essential: true,
  leastMs: 8_000,
  weight: 6,
  async run({ root, folder, random, budgetMs, say }) {
    const report = await runRounds({
      root,
      folder,
      random,
      durationMs: budgetMs,
      onRound: ({ account, problems }) => {
        if (problems.length > 0 || !isClean(account))
          say(`${JSON.stringify(account)} ${problems.join("; ")}`);
      },
    });
    const { account } = report;
    return {
      account,
      rows: [
        atLeast("stdio servers killed", report.stdioKills, 1),
        atLeast("HTTP server killed", report.httpKills, 1),
        atLeast("acked", account.acked, 1),
        atMost("unknown against notes in flight at the kills", account.unknown, report.inFlight),
        shown("slowest answer, ms", report.slowestAnswerMs),
        shown("slowest start of HTTP on the used file, ms", report.slowestRestartMs),
        none("refused", report.refused === 0 ? [] : [`${report.refused} refused`]),
        none("other problems", report.problems),
      ],
    };
  },
};
