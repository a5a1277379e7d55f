import { cpus, release, totalmem, type } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { type Figure, judge, type Row } from "./figure.ts";
import { formatLimit, formatNumber, formatVerdict, unitSuffix } from "./format.ts";

export interface Measured {
  readonly figure: Figure;
  readonly rows: readonly Row[];
  /** Seconds. */
  readonly took: number;
}

/** The machine and the versions that the numbers belong to. */
export interface Machine {
  readonly awareness: string;
  readonly node: string;
  readonly sqlite: string;
  readonly system: string;
  readonly cpu: string;
  readonly memory: string;
  /** ISO 8601. */
  readonly date: string;
}

export function describeMachine(version: string): Machine {
  const db = new Database(":memory:");
  const sqlite = db.prepare<[], string>("SELECT sqlite_version()").pluck().get() ?? "";
  db.close();
  const [cpu] = cpus();
  return {
    awareness: version,
    node: process.version,
    sqlite,
    system: `${type()} ${release()}`,
    cpu: `${cpus().length} x ${cpu?.model.trim() ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    date: new Date().toISOString(),
  };
}

/** Share of the processors, 0 to 1, that other programs take while this one waits for two seconds. */
export async function measureOthers(): Promise<number> {
  const before = cpuTimes();
  await sleep(2_000);
  const after = cpuTimes();
  return Math.round((1 - (after.idle - before.idle) / (after.all - before.all)) * 100) / 100;
}

function cpuTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((time) => Object.values(time))) };
}

export function toText({ figure, rows, took }: Measured, quick: boolean): string {
  const width = Math.max(...rows.map(({ label }) => label.length));
  return [
    `${figure.name}: ${figure.title}`,
    `  ${figure.method}`,
    ...rows.map((row) => `  ${row.label.padEnd(width)}  ${rowText(row, quick)}`),
    `  (${took.toFixed(0)} s)`,
    "",
  ].join("\n");
}

/** What is kept of a figure: what it says, and on what it was measured. */
export function toJson({ figure, rows, took }: Measured) {
  const { name, title, method, axis } = figure;
  return {
    name,
    title,
    method,
    ...(axis === undefined ? {} : { axis }),
    seconds: Math.round(took),
    rows: rows.map((row) => ({ ...row, verdict: judge(row) })),
  };
}

function rowText(row: Row, quick: boolean): string {
  const { value, quartiles, unit, note } = row;
  const spread =
    quartiles === undefined ? "" : ` [${formatNumber(quartiles[0])}..${formatNumber(quartiles[1])}]`;
  const remark = note === undefined ? "" : `  (${note})`;
  return `${formatNumber(value).padStart(7)}${unitSuffix(unit)}${spread}${limitsText(row, quick)}${remark}`;
}

function limitsText(row: Row, quick: boolean): string {
  const { bound, unit } = row;
  if (bound === undefined) return "";
  const aim = bound.aim === undefined ? "" : `, aim ${formatLimit(bound.aim, bound, unit)}`;
  const verdict = quick ? "" : `: ${formatVerdict(row)}`;
  return `  floor ${formatLimit(bound.floor, bound, unit)}${aim}${verdict}`;
}
