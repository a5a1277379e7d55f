import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Row } from "../harness/figure.ts";
import type { Machine } from "../harness/report.ts";

/** Folder of the kept results, a file for each figure. */
const FOLDER = path.join("bench", "measured");

/** Share of the processors in other hands above which what is measured waits for them and not for itself. */
export const BUSY = 0.25;

/** A figure as it was measured, with all that its part of the page needs. */
export interface Kept {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  /** What the x axis of its plots counts. */
  readonly axis?: string;
  /** How long it took. */
  readonly seconds: number;
  readonly rows: readonly Row[];
  readonly machine: Machine;
  /** Share of the processors, 0 to 1, that other programs took just before. */
  readonly others: number;
}

/** More digits than a measurement has would only make every change of a file longer. */
const shorten = (_name: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(6)) : value;

/** Keeps a result in place of the former one of the same figure. */
export function keep(root: string, result: Kept): void {
  const folder = path.join(root, FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${result.name}.json`), `${JSON.stringify(result, shorten, 2)}\n`);
}

/** All results that are kept, by name. */
export function readKept(root: string): readonly Kept[] {
  const folder = path.join(root, FOLDER);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.toSorted().map((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as Kept);
}
