import type { Fault, FaultReport } from "./fault.ts";

/** One line of what a run has found. Without `wanted` it is only shown. */
export type Row = readonly [
  name: string,
  value: string | number,
  wanted: string,
  ok: boolean,
  /** A time or a size: not judged where only counts are. */
  kind?: "measure",
];

/** Whether a row holds, given whether times and sizes count too. */
export function holds([, , , ok, kind]: Row, countsOnly: boolean): boolean {
  return ok || (countsOnly && kind === "measure");
}

/** What became of one fault. */
export interface Outcome {
  readonly fault: Fault;
  readonly verdict: "ok" | "FAILED" | "not run";
  /** Why it was not run, or what ended it. */
  readonly why?: string;
  /** True: this machine cannot do it. */
  readonly unable?: boolean;
  readonly seconds?: number;
  readonly report?: FaultReport;
}

/** Columns of the verdict's table: the five counts, and what they are counts of. */
export const COUNTS = ["acked", "lost", "phantom", "unknown", "torn", "doubled"] as const;

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

export function printRows(rows: readonly Row[], countsOnly: boolean): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const row of rows) {
    const [name, value, wanted, ok] = row;
    const word = ok ? "ok" : holds(row, countsOnly) ? "missed, not judged" : "FAILED";
    const verdict = wanted === "" ? "" : `  want ${wanted.padEnd(6)} ${word}`;
    say(`  ${name.padEnd(width)}  ${String(value).padStart(8)}${verdict}`);
  }
}

/** The cells of a fault's line: the counts, foreign rows, and the verdict. */
export function toCells({ fault, verdict, why, seconds, report }: Outcome): readonly string[] {
  const account = report?.account;
  return [
    fault.id,
    fault.name,
    ...COUNTS.map((name) => (account === undefined ? "" : String(account[name]))),
    report?.foreign === undefined ? "" : String(report.foreign),
    seconds === undefined ? "" : seconds.toFixed(0),
    verdict === "not run" ? `not run: ${why}` : verdict,
  ];
}

export const HEADINGS: readonly string[] = ["", "fault", ...COUNTS, "foreign", "s", "verdict"];

/** Prints the table of all faults; answers the exit code. */
export function printVerdict(outcomes: readonly Outcome[]): number {
  const lines = [HEADINGS, ...outcomes.map(toCells), totals(outcomes)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number) => column < 2 || column === HEADINGS.length - 1;
  say("");
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    say(cells.join("  ").trimEnd());
  }
  const failed = outcomes.filter(({ verdict }) => verdict === "FAILED").length;
  const left = outcomes.filter(({ verdict }) => verdict === "not run").length;
  const rest = left === 0 ? "" : `, ${left} not run`;
  say(failed === 0 ? `\nverdict: all as it must be${rest}` : `\nverdict: ${failed} FAILED${rest}`);
  // What a run must not go without cannot be left out for want of a tool.
  const missing = outcomes.some(({ fault, unable }) => fault.essential === true && unable === true);
  return failed === 0 && !missing ? 0 : 1;
}

export function totals(outcomes: readonly Outcome[]): readonly string[] {
  const sum = (of: (report: FaultReport) => number | undefined) =>
    String(outcomes.reduce((total, { report }) => total + ((report === undefined ? 0 : of(report)) ?? 0), 0));
  const seconds = outcomes.reduce((total, outcome) => total + (outcome.seconds ?? 0), 0);
  return [
    "",
    "all",
    ...COUNTS.map((name) => sum(({ account }) => account?.[name])),
    sum(({ foreign }) => foreign),
    seconds.toFixed(0),
    "",
  ];
}
