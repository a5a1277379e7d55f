import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { endFile } from "../test/helpers/end-of-file.ts";
import { CATALOGUE } from "./catalogue.ts";
import { describeCommit, keepOutcomes } from "./kept.ts";
import { plan } from "./plan.ts";
import { copyProgram } from "./program.ts";
import { createRandom } from "./random.ts";
import { runFault } from "./run-fault.ts";
import { type Outcome, printVerdict, say } from "./verdict.ts";

const HELP = `npm run torture -- [--minutes N] [--seed S] [--only NAME,NAME] [--counts] [--report] [--list]

Does to real servers what goes wrong in a life, writes and reads meanwhile, and counts. Exit code 1 when an answered note
is lost, torn, doubled or made up, when somebody sees another's, or when anything else is not as it must be.

  --minutes N    about how long, 5 when left out; a run too short for all takes the essential faults only
  --seed S       repeats the choices of an earlier run
  --only NAMES   these faults alone, by name or number (--list shows them), separated by commas
  --counts       judges counts alone: times and sizes, which depend on the machine, are only shown
  --report       keeps the verdicts in torture/measured, and writes docs/torture-run.md from all that are kept
`;

/** Runs the faults; answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      only: { type: "string", default: "" },
      counts: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (values.list) {
    for (const { id, name, title } of CATALOGUE) say(`${id.padEnd(4)}${name.padEnd(23)}${title}`);
    return 0;
  }
  if (values.help) {
    say(HELP);
    return 0;
  }
  if (!(minutes > 0)) return refuse(`--minutes is "${values.minutes}"; give a number above 0.`);
  if (!Number.isInteger(seed)) return refuse(`--seed is "${values.seed}"; give a whole number.`);
  const only = values.only.split(",").filter(Boolean);
  const unknown = only.find((wanted) => !CATALOGUE.some(({ id, name }) => wanted === id || wanted === name));
  if (unknown !== undefined) return refuse(`There is no fault ${unknown}; --list shows them.`);
  say(`seed ${seed}, about ${minutes} minutes`);
  const commit = describeCommit();
  const outcomes = await runAll(only, { minutes, seed, countsOnly: values.counts });
  const code = printVerdict(outcomes);
  if (values.report)
    await keepOutcomes(
      outcomes,
      { minutes, seed, only: values.only, counts: values.counts, commit },
      CATALOGUE.map(({ name }) => name),
    );
  return code;
}

function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}

interface Wanted {
  readonly minutes: number;
  readonly seed: number;
  readonly countsOnly: boolean;
}

async function runAll(
  only: readonly string[],
  { minutes, seed, countsOnly }: Wanted,
): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), "awareness-program-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      const end = () => process.exit(signal === "SIGINT" ? 130 : 143);
      void Promise.allSettled([endFile(), remove()]).then(end);
    });
  }
  try {
    const root = await copyProgram(folder);
    const outcomes: Outcome[] = [];
    for (const { fault, budgetMs } of plan(CATALOGUE, only, minutes * 60_000)) {
      // A fault alone makes the same choices as among the others.
      const random = createRandom(seed * 100 + Number(fault.id.slice(1)));
      outcomes.push(await runFault(fault, budgetMs, { root, random, countsOnly }));
    }
    return outcomes;
  } finally {
    await remove();
  }
}
