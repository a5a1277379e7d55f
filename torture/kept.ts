import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { toMarkdown } from "./page.ts";
import { ROOT } from "./paths.ts";
import { COUNTS, type Outcome, type Row } from "./verdict.ts";

/** How a run was asked for. */
export interface RunWish {
  readonly minutes: number;
  readonly seed: number;
  /** As after `--only`; empty: all. */
  readonly only: string;
  /** `--counts`: times and sizes were not judged. */
  readonly counts?: boolean;
  /** From `describeCommit` when it began: what runs is a copy of that time. */
  readonly commit?: string | undefined;
}

/** The last outcome of a fault, as it lies in `torture/measured`. */
export interface KeptOutcome {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly verdict: "ok" | "FAILED";
  /** What ended it, where it did not come to its rows. */
  readonly why?: string;
  readonly seconds: number;
  /** Counts of notes; absent where none were written. */
  readonly counts?: Readonly<Record<(typeof COUNTS)[number], number>>;
  readonly foreign?: number;
  readonly rows: readonly Row[];
  /** Said by hand afterwards, of what the run cannot say itself. */
  readonly remark?: string;
  readonly run: RunWish & {
    readonly date: string;
    readonly machine: string;
  };
}

const FOLDER = "torture/measured";
/** The page that is written from what is kept, below the project's folder. */
export const PAGE = "docs/torture-run.md";

/** Keeps what ran, each fault in a file of its own, and writes the page anew; `names` of all faults that there are. */
export async function keepOutcomes(
  outcomes: readonly Outcome[],
  run: RunWish,
  names: readonly string[],
): Promise<void> {
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const machine = `Node ${process.version}, ${cpus().length} x ${cpu?.model.trim() ?? "unknown"}, ${memory}, ${type()} ${release()}`;
  const date = new Date().toISOString().slice(0, 10);
  for (const { fault, verdict, why, seconds = 0, report } of outcomes) {
    if (verdict === "not run") continue;
    const { id, name, title } = fault;
    const kept: KeptOutcome = {
      id,
      name,
      title,
      verdict,
      ...(why !== undefined && { why }),
      seconds: Math.round(seconds),
      ...(report?.account && { counts: pickCounts(report.account) }),
      ...(report?.foreign !== undefined && { foreign: report.foreign }),
      rows: report?.rows ?? [],
      run: { ...run, date, machine },
    };
    writeFileSync(join(ROOT, FOLDER, `${name}.json`), `${JSON.stringify(kept, undefined, 1)}\n`);
  }
  writeFileSync(join(ROOT, PAGE), toMarkdown(readKeptOutcomes(ROOT), names));
}

/** All that is kept, in the order of their numbers. */
export function readKeptOutcomes(root: string): readonly KeptOutcome[] {
  const files = readdirSync(join(root, FOLDER)).filter((file) => file.endsWith(".json"));
  const all = files.map((file): KeptOutcome => JSON.parse(readFileSync(join(root, FOLDER, file), "utf8")));
  return all.toSorted((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
}

const pickCounts = (account: NonNullable<NonNullable<Outcome["report"]>["account"]>) =>
  Object.fromEntries(COUNTS.map((name) => [name, account[name]])) as Record<(typeof COUNTS)[number], number>;

/** The commit of the tree, and whether files of the program differ from it; undefined where there is no repository. */
export function describeCommit(): string | undefined {
  const git = (...args: string[]) => spawnSync("git", args, { cwd: ROOT, encoding: "utf8" });
  const { status, stdout } = git("rev-parse", "--short", "HEAD");
  if (status !== 0) return undefined;
  const isChanged = git("status", "--porcelain", "--", "src", "bin", "migrations").stdout !== "";
  return `${stdout.trim()}${isChanged ? " with changes" : ""}`;
}
