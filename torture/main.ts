import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { torturedNodes } from "./nodes.ts";
import { type PowerLossReport, runPowerLoss } from "./power-loss.ts";
import { canRecord } from "./powerloss/record.ts";
import { copyProgram } from "./program.ts";
import { createRandom, type Random } from "./random.ts";
import { type RoundsReport, runRounds } from "./storm-rounds.ts";
import { printVerdict, type Row, say } from "./verdict.ts";

const HELP = `npm run torture -- [--minutes N] [--seed S] [--only kills|power | --nodes N [--postgres]]

Kills servers with SIGKILL while eight stdio servers and one HTTP server write to one database, reads everything back,
and counts; then cuts the power of a recorded server at random steps and looks at what is left. Exit code 1 when any
answered note is missing, any note is not as sent, or any file is not in order.

With --nodes: that many HTTP servers behind a balancer on one database, restarted one after the other for half of the time
and killed one after the other for the other half.
`;

const NOTES = 1200;
const CUTS_PER_MINUTE = { FULL: 40, NORMAL: 8 } as const;
const SERVE_EVERY = 20;

/** Runs the long durability tests; answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      only: { type: "string", default: "" },
      nodes: { type: "string", default: "0" },
      postgres: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [minutes, seed, count] = [values.minutes, values.seed, values.nodes].map(Number) as [
    number,
    number,
    number,
  ];
  if (values.help || !(minutes > 0) || !Number.isInteger(seed) || !(count === 0 || count >= 2)) {
    say(HELP);
    return values.help ? 0 : 2;
  }
  say(`seed ${seed}, about ${minutes} minutes`);
  const random = createRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), "awareness-program-"));
  try {
    const root = await copyProgram(folder);
    if (count > 0) {
      return printVerdict(await torturedNodes({ root, random, count, minutes, postgres: values.postgres }));
    }
    const rows: Row[] = [];
    if (values.only !== "power") rows.push(...(await torturedByKills(root, minutes, random.fork())));
    if (values.only !== "kills") rows.push(...(await torturedByPowerLoss(root, minutes, random.fork())));
    return printVerdict(rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function torturedByKills(root: string, minutes: number, random: Random): Promise<readonly Row[]> {
  const report = await runRounds({
    root,
    random,
    durationMs: minutes * 60_000 * 0.6,
    onRound: ({ account, problems }) =>
      say(`kills: ${JSON.stringify(account)} ${problems.length === 0 ? "ok" : problems.join("; ")}`),
  });
  return killRows(report);
}

function killRows({ account, problems, ...report }: RoundsReport): readonly Row[] {
  const zero = (name: "lost" | "phantom" | "torn" | "doubled" | "disordered"): Row => [
    `kills: ${name}`,
    account[name],
    "0",
    account[name] === 0,
  ];
  return [
    ["kills: rounds", report.rounds, ">= 1", report.rounds >= 1],
    ["kills: stdio servers killed", report.stdioKills, ">= 1", report.stdioKills >= 1],
    ["kills: HTTP server killed", report.httpKills, ">= 1", report.httpKills >= 1],
    ["kills: acked", account.acked, ">= 1", account.acked >= 1],
    ["kills: present", account.present, "", true],
    zero("lost"),
    zero("phantom"),
    ["kills: unknown", account.unknown, `<= ${report.inFlight}`, account.unknown <= report.inFlight],
    zero("torn"),
    zero("doubled"),
    zero("disordered"),
    ["kills: refused", report.refused, "0", report.refused === 0],
    ["kills: slowest answer, ms", Math.round(report.slowestAnswerMs), "", true],
    ["kills: slowest start of HTTP, ms", Math.round(report.slowestRestartMs), "", true],
    ["kills: other problems", problems.length, "0", problems.length === 0],
  ];
}

async function torturedByPowerLoss(root: string, minutes: number, random: Random): Promise<readonly Row[]> {
  if (!(await canRecord())) return [["power: C compiler and Linux", "missing", "there", false]];
  const rows: Row[] = [];
  for (const mode of ["FULL", "NORMAL"] as const) {
    const points = Math.max(5, Math.round(minutes * CUTS_PER_MINUTE[mode]));
    const options = { root, mode, random: random.fork(), notes: NOTES, points, serveEvery: SERVE_EVERY };
    const report = await runPowerLoss(options);
    for (const problem of report.corrupt) say(`power, ${mode}: ${problem}`);
    rows.push(...powerRows(report));
  }
  return rows;
}

function powerRows(report: PowerLossReport): readonly Row[] {
  const { mode, corrupt } = report;
  const full = mode === "FULL";
  const lost: Row = [
    `power, ${mode}: images with losses`,
    report.lossy,
    full ? "0" : ">= 1",
    full === (report.lossy === 0),
  ];
  return [
    [`power, ${mode}: notes written`, report.notes, "", true],
    [`power, ${mode}: syncs`, report.syncs, "", true],
    [`power, ${mode}: images examined`, report.images, ">= 1", report.images >= 1],
    [`power, ${mode}: of these by the server`, report.served, ">= 1", report.served >= 1],
    lost,
    [
      `power, ${mode}: most answered notes lost`,
      report.mostLost,
      full ? "0" : "",
      !full || report.mostLost === 0,
    ],
    [`power, ${mode}: torn notes`, report.torn, "0", report.torn === 0],
    [`power, ${mode}: damaged images`, corrupt.length, "0", corrupt.length === 0],
  ];
}
