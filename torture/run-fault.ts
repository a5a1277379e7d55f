import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEndOfFile, endFile } from "../test/helpers/end-of-file.ts";
import { isClean } from "./account.ts";
import type { Fault, FaultReport } from "./fault.ts";
import type { Random } from "./random.ts";
import { zero } from "./rows.ts";
import { holds, type Outcome, printRows, say } from "./verdict.ts";

export interface RunParts {
  readonly root: string;
  readonly random: Random;
  /** Times and sizes are shown, and not judged. */
  readonly countsOnly: boolean;
}

/** Reading back and ending take time too; but who waits for what never comes must be heard of. */
const LONGEST_FACTOR = 3;
const LONGEST_MORE_MS = 600_000;

/** @throws Error when the work is not over by then; it is left to itself. */
async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${Math.round(limitMs / 1000)} s`)), limitMs);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Runs one fault to its end, whatever becomes of it, and leaves nothing behind. `budgetMs` undefined: not this time. */
export async function runFault(
  fault: Fault,
  budgetMs: number | undefined,
  { root, random, countsOnly }: RunParts,
): Promise<Outcome> {
  if (budgetMs === undefined) return { fault, verdict: "not run", why: "the run is too short for it" };
  const why = await fault.unable?.();
  if (why !== undefined) return { fault, verdict: "not run", why, unable: true };
  say(`\n${fault.id} ${fault.name}: ${fault.title}`);
  const folder = await mkdtemp(join(tmpdir(), `awareness-${fault.name}-`));
  // What was killed a moment ago may still have made a file.
  atEndOfFile(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const running = fault.run({ root, folder, random, budgetMs, say: (line) => say(`  ! ${line}`) });
    const report = await inTime(running, LONGEST_FACTOR * budgetMs + LONGEST_MORE_MS);
    const rows = withCounts(report);
    printRows(rows, countsOnly);
    const verdict = rows.every((row) => holds(row, countsOnly)) ? "ok" : "FAILED";
    return { fault, verdict, seconds: seconds(), report: { ...report, rows } };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`  ! ${text}`);
    return { fault, verdict: "FAILED", why: text.split("\n")[0] ?? "", seconds: seconds() };
  } finally {
    await endFile().catch((error: unknown) => say(`  ! not ended well: ${error}`));
  }
}

/** The counts that must be 0 whatever the fault is. */
function withCounts({ account, foreign, rows }: FaultReport): FaultReport["rows"] {
  const counts = (["lost", "phantom", "torn", "doubled", "disordered"] as const).map((name) =>
    zero(name, account?.[name] ?? 0),
  );
  return [
    ...rows,
    ...(account === undefined || isClean(account) ? [] : counts),
    ...(foreign === undefined ? [] : [zero("foreign", foreign)]),
  ];
}
