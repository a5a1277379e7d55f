import { judge, type Row } from "../harness/figure.ts";
import { formatLimit, formatNumber, formatVerdict, unitSuffix } from "../harness/format.ts";
import type { Machine } from "../harness/report.ts";
import { BUSY, type Kept } from "./kept.ts";
import { drawPictures, PICTURES } from "./plots.ts";
import { SECTIONS, type Section } from "./sections.ts";

/** Path of the page from the root of the checkout. */
export const PAGE = "docs/benchmarks.md";

const INTRODUCTION = `# Benchmarks

<!-- Written by \`npm run bench\` from bench/measured; do not edit. -->

Every figure stands beside the command that measures it, so that nobody has to believe it. \`npm run bench\` measures all
of them and writes this page anew; \`npm run bench -- NAME --report\` does so for one; \`npm run bench -- NAME\` only
prints; \`--json\` prints for programs; \`--quick\` tries that all of them run, and judges nothing.`;

const METHOD = `## How it is measured

- **Ratios.** Wherever there is something to compare with (a bare \`node:http\` server, a loop over the same statements, the
  same call at another size), both are measured in turn, A, B, A, B, and the figure is the median of the quotients within
  each round. A slow minute of the machine hits both alike. Quartiles over the rounds are in brackets.
- **The program as it is installed.** Servers are processes of their own, started by \`bin/awareness.js\` with the defaults
  (log included, \`synchronous=FULL\`, fsync on) wherever nothing else is said. Clients are processes of their own too.
- **Made-up data, the same every time.** Words and tags follow Zipf's law, as in real notes; nine in ten entries belong to
  one owner.
- **Floors and aims** are what the project wants of itself. What misses its floor is marked, here and by the exit code.

## What these figures cannot tell

- **How fast your machine is.** Absolute values belong to the machine below, a small virtual one; \`durable-remember\` tells how
  long its disk takes to confirm a write. A disk that takes a millisecond longer makes single durable writes slower by about
  that much, and writing in groups worth more.
- **What a network adds.** Everything runs on one machine, over loopback.
- **What your notes are like.** Made-up words have no meaning and one length; real ones are longer, shorter and stranger.
- **What two or eight processors more would bring.** Server, client and Postgres share the same few here.
- **Differences of a few percent.** Two runs of the same thing differ by that; where quartiles overlap, there is no winner.`;

/** Text of the page and of its pictures, by path from the root of the checkout. */
export function benchmarkDocuments(results: readonly Kept[]): Readonly<Record<string, string>> {
  const machines = [...new Set(results.map(({ machine }) => describe(machine)))];
  const parts = [
    INTRODUCTION,
    summarize(results),
    METHOD,
    `## Machines and versions\n\n${machines.map((text, index) => `${index + 1}. ${text}`).join("\n")}`,
    ...sectionsOf(results).map((section) => toPart(section, results, machines)),
  ];
  const pictures = results.flatMap(drawPictures).map(({ file, svg }) => [file, svg]);
  return { [PAGE]: `${parts.join("\n\n")}\n`, ...Object.fromEntries(pictures) };
}

const describe = ({ awareness, node, sqlite, system, cpu, memory }: Machine): string =>
  `awareness ${awareness}, Node ${node.slice(1)}, SQLite ${sqlite}; ${cpu}, ${memory}, ${system}`;

function summarize(results: readonly Kept[]): string {
  const judged = results
    .filter(({ others }) => others <= BUSY)
    .flatMap(({ name, rows }) => rows.flatMap((row) => (row.bound === undefined ? [] : [{ name, row }])));
  const missed = judged.filter(({ row }) => judge(row) === "missed");
  const minutes = Math.ceil(results.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  const reached = `All that is on this page took ${minutes} minutes to measure. Of ${judged.length} figures with a floor, ${judged.length - missed.length} reach it.`;
  const list = missed.map(
    ({ name, row }) =>
      `- \`${name}\`: ${row.label}: ${formatValue(row)}, wanted ${row.bound === undefined ? "" : formatLimit(row.bound.floor, row.bound, row.unit)}`,
  );
  const misses = missed.length === 0 ? reached : `${reached} These miss it:\n\n${list.join("\n")}`;
  return [misses, ...tellGaps(results)].join("\n\n");
}

/** What was measured on a busy machine, and is not judged, and what has no result at all. */
function tellGaps(results: readonly Kept[]): readonly string[] {
  const busy = results.filter(({ others }) => others > BUSY).map(({ name }) => name);
  const missing = SECTIONS.flatMap(({ figures }) => figures).filter(
    (wanted) => !results.some(({ name }) => name === wanted),
  );
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  return [
    ...(busy.length === 0
      ? []
      : [`Measured beside other programs, and not counted among these: ${list(busy)}.`]),
    ...(missing.length === 0
      ? []
      : [`Not on this page, because nobody has measured them yet: ${list(missing)}.`]),
  ];
}

function sectionsOf(results: readonly Kept[]): readonly Section[] {
  const named = new Set(SECTIONS.flatMap(({ figures }) => figures));
  const others = results.map(({ name }) => name).filter((name) => !named.has(name));
  const all = [...SECTIONS, { title: "Others", about: "What else is measured.", figures: others }];
  return all.filter(({ figures }) => results.some(({ name }) => figures.includes(name)));
}

function toPart(
  { title, about, figures }: Section,
  results: readonly Kept[],
  machines: readonly string[],
): string {
  const found = figures.flatMap((wanted) => results.filter(({ name }) => name === wanted));
  return [`## ${title}`, about, ...found.map((result) => toFigure(result, machines))].join("\n\n");
}

function toFigure(result: Kept, machines: readonly string[]): string {
  const { name, title, method, seconds, machine, others, rows } = result;
  const day = machine.date.slice(0, 10);
  const where = `machine ${machines.indexOf(describe(machine)) + 1}, other programs at ${Math.round(others * 100)} % of its processors`;
  const pictures = drawPictures(result).map(
    ({ file, title: plot, description }) =>
      `![${plot}. ${description}](${file.slice(PICTURES.lastIndexOf("images/"))})`,
  );
  return [
    `### ${name}`,
    `**${title}.** ${method}`,
    `\`npm run bench -- ${name}\`: ${day}, ${seconds} s, ${where}${others > BUSY ? " (**busy: not to be trusted**)" : ""}.`,
    toTable(rows),
    ...pictures,
  ].join("\n\n");
}

function toTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { bound, unit, label, quartiles, note = "" } = row;
    const spread = quartiles === undefined ? "" : ` [${quartiles.map(formatNumber).join(", ")}]`;
    const floor = bound === undefined ? "" : formatLimit(bound.floor, bound, unit);
    const aim = bound?.aim === undefined ? "" : formatLimit(bound.aim, bound, unit);
    const verdict = formatVerdict(row).replace("MISSED", "**missed**");
    return [label, `${formatValue(row)}${spread}`, floor, aim, verdict, note].map(toCell).join(" | ");
  });
  const head = "| what | value [quartiles] | floor | aim | verdict | note |\n|---|---|---|---|---|---|";
  return `${head}\n${lines.map((line) => `| ${line} |`).join("\n")}`;
}

const formatValue = ({ value, unit }: Row): string =>
  `${formatNumber(value)}${unit === "ratio" ? " times" : unitSuffix(unit)}`;

const toCell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
