import { cpus, loadavg, release, totalmem, type } from "node:os";
import Database from "better-sqlite3";
import { type Figure, judge, type Row } from "./figure.ts";

export interface Measured {
  readonly figure: Figure;
  readonly rows: readonly Row[];
  /** Seconds. */
  readonly took: number;
}

/** The machine and the versions that the numbers belong to. */
export function describeMachine(version: string): Readonly<Record<string, string | number>> {
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
    load: `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
    date: new Date().toISOString(),
  };
}

/** True when others already take half of the processors, so that variants wait for them and not for themselves. */
export function isBusy(): boolean {
  return (loadavg()[0] ?? 0) > cpus().length / 2;
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

export function toJson({ figure, rows, took }: Measured): object {
  const { name, title, method } = figure;
  return { name, title, method, seconds: took, rows: rows.map((row) => ({ ...row, verdict: judge(row) })) };
}

function rowText(row: Row, quick: boolean): string {
  const { value, quartiles, unit, note } = row;
  const spread = quartiles === undefined ? "" : ` [${number(quartiles[0])}..${number(quartiles[1])}]`;
  const remark = note === undefined ? "" : `  (${note})`;
  return `${number(value).padStart(7)}${suffix(unit)}${spread}${limitsText(row, quick)}${remark}`;
}

function limitsText(row: Row, quick: boolean): string {
  const { bound, unit } = row;
  if (bound === undefined) return "";
  const limit = (value: number) => `${bound.better === "more" ? ">=" : "<="} ${value}${suffix(unit)}`;
  const aim = bound.aim === undefined ? "" : `, aim ${limit(bound.aim)}`;
  const verdict = quick ? "" : `: ${VERDICTS[judge(row) ?? "missed"]}`;
  return `  floor ${limit(bound.floor)}${aim}${verdict}`;
}

const suffix = (unit: Row["unit"]): string => (unit === "ratio" ? "" : ` ${unit}`);

const VERDICTS = { aim: "aim reached", floor: "floor reached", missed: "MISSED" } as const;

function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}
