import type { KeptOutcome } from "./kept.ts";
import { COUNTS } from "./verdict.ts";

/** The kept verdicts as a Markdown page: machines, table, and what each fault measured; `names` of all faults that there are. */
export function toMarkdown(kept: readonly KeptOutcome[], names: readonly string[]): string {
  const machines = [...new Set(kept.map(({ run }) => run.machine))];
  const failed = kept.filter(({ verdict }) => verdict === "FAILED").length;
  const missing = names.filter((name) => !kept.some((one) => one.name === name));
  const headings = ["", "fault", ...COUNTS, "foreign", "s", "verdict"];
  return [
    "# What the torture run found",
    "",
    "<!-- Written by `npm run torture -- --report` from torture/measured; do not edit. -->",
    "",
    "What each fault does, what the columns mean, and what the run cannot tell, is in [torture.md](torture.md). Each fault below",
    `stands as it came out last, with the command that made it. ${failed === 0 ? "None failed." : `**${failed} of ${kept.length} failed.**`}`,
    ...(missing.length === 0
      ? []
      : [
          `Not here, because they have only been run in short: ${missing.map((name) => `\`${name}\``).join(", ")}.`,
        ]),
    "",
    ...machines.map((machine, index) => `${index + 1}. ${machine}`),
    "",
    line(headings),
    line(headings.map((_, column) => (column > 1 && column < headings.length - 1 ? "---:" : "---"))),
    ...kept.map((one) => line(toCells(one))),
    line(totals(kept)),
    "",
    ...kept.flatMap((one) => details(one, machines.indexOf(one.run.machine) + 1)),
  ].join("\n");
}

function toCells({ id, name, counts, foreign, seconds, verdict }: KeptOutcome): readonly string[] {
  const cells = COUNTS.map((count) => (counts === undefined ? "" : grouped(counts[count])));
  return [
    id,
    `[${name}](#${id.toLowerCase()}-${name})`,
    ...cells,
    foreign === undefined ? "" : String(foreign),
    String(seconds),
    verdict,
  ];
}

function totals(kept: readonly KeptOutcome[]): readonly string[] {
  const sum = (of: (one: KeptOutcome) => number | undefined) =>
    grouped(kept.reduce((total, one) => total + (of(one) ?? 0), 0));
  return [
    "",
    "all",
    ...COUNTS.map((count) => sum(({ counts }) => counts?.[count])),
    sum(({ foreign }) => foreign),
    sum(({ seconds }) => seconds),
    "",
  ];
}

function details(
  { id, name, title, rows, run, why, verdict, remark }: KeptOutcome,
  machine: number,
): readonly string[] {
  const only = `${run.only === "" ? "" : ` --only ${run.only}`}${run.counts === true ? " --counts" : ""}`;
  const found =
    rows.length === 0
      ? [`${verdict}: ${why ?? ""}`]
      : [
          "| | | wanted |",
          "|---|---:|---|",
          ...rows.map(([what, value, wanted, ok]) => line([what, show(value), wish(wanted, ok)])),
        ];
  return [
    `## ${id} ${name}`,
    "",
    `${title[0]?.toUpperCase()}${title.slice(1)}.`,
    "",
    `\`npm run torture -- --minutes ${run.minutes} --seed ${run.seed}${only}\`, ${run.date}, machine ${machine}${run.commit === undefined ? "" : `, commit ${run.commit}`}.`,
    "",
    ...found,
    "",
    ...(remark === undefined ? [] : [remark, ""]),
  ];
}

const show = (value: string | number) => (typeof value === "number" ? grouped(value) : value);
const grouped = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
const wish = (wanted: string, ok: boolean) => (wanted === "" || ok ? wanted : `${wanted} **missed**`);
const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
