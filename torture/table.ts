import { cpus, release, totalmem, type } from "node:os";
import { HEADINGS, type Outcome, toCells, totals } from "./verdict.ts";

export interface Run {
  readonly minutes: number;
  readonly seed: number;
}

/** The verdict of a run as a Markdown page: machine, table, and what each fault measured. */
export function toMarkdown(outcomes: readonly Outcome[], { minutes, seed }: Run): string {
  const [cpu] = cpus();
  const machine = `${type()} ${release()}, ${cpus().length} x ${cpu?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`;
  return [
    "# What the torture run found",
    "",
    `Made by \`npm run torture -- --minutes ${minutes} --seed ${seed} --report FILE\` on ${new Date().toISOString().slice(0, 10)}:`,
    `${machine}. What the columns mean, and what each fault does, is in [torture.md](torture.md).`,
    "",
    line(HEADINGS),
    line(HEADINGS.map((_, column) => (column > 1 && column < HEADINGS.length - 1 ? "---:" : "---"))),
    ...outcomes.map((outcome) => line(toCells(outcome))),
    line(totals(outcomes)),
    "",
    ...outcomes.flatMap(details),
  ].join("\n");
}

function details({ fault, report, why }: Outcome): readonly string[] {
  const rows = report?.rows.map(([name, value, wanted, ok]) =>
    line([name, String(value), wanted === "" ? "" : `${wanted}${ok ? "" : " **FAILED**"}`]),
  );
  const found = rows === undefined ? [why ?? ""] : ["| | | wanted |", "|---|---:|---|", ...rows];
  return [`## ${fault.id} ${fault.name}`, "", `${fault.title}.`, "", ...found, ""];
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
