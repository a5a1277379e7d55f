import type { Workshop } from "./workshop.ts";

/** What a figure must reach, and what it should. */
export interface Bound {
  readonly better: "more" | "less";
  readonly floor: number;
  readonly aim?: number;
}

/** Where a row stands in a plot: lines by `series`, from left to right by `x`. */
export interface Point {
  /** Title of the plot; the rows of a figure that share it are one picture. */
  readonly plot: string;
  readonly series: string;
  /** Above 0: both axes are logarithmic. */
  readonly x: number;
}

/** One measured number. */
export interface Row {
  readonly label: string;
  readonly value: number;
  readonly unit: "ratio" | "MB" | "kB" | "B" | "ms" | "us" | "scans" | "writes" | "tokens";
  /** First and third quartile over the rounds. */
  readonly quartiles?: readonly [number, number];
  readonly bound?: Bound;
  readonly point?: Point;
  /** Absolute values and whatever else helps to read the number. */
  readonly note?: string;
}

export interface Figure {
  /** As on the command line; the file has the same name. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a sentence or two. */
  readonly method: string;
  /** What the x axis of its plots counts, when its rows have points. */
  readonly axis?: string;
  measure(workshop: Workshop): Promise<readonly Row[]>;
}

export type Verdict = "aim" | "floor" | "missed";

/** How a row stands against its bound; `undefined` without one. */
export function judge({ value, bound }: Row): Verdict | undefined {
  if (bound === undefined) return undefined;
  const reaches = (limit: number) => (bound.better === "more" ? value >= limit : value <= limit);
  if (bound.aim !== undefined && reaches(bound.aim)) return "aim";
  return reaches(bound.floor) ? "floor" : "missed";
}
