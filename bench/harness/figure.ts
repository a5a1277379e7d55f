import type { Workshop } from "./workshop.ts";

/** What a figure must reach, and what it should. */
export interface Bound {
  readonly better: "more" | "less";
  readonly floor: number;
  readonly aim?: number;
}

/** One measured number. */
export interface Row {
  readonly label: string;
  readonly value: number;
  readonly unit: "ratio" | "MB" | "ms" | "us" | "scans" | "writes" | "tokens" | "B";
  /** First and third quartile over the rounds. */
  readonly quartiles?: readonly [number, number];
  readonly bound?: Bound;
  /** Absolute values and whatever else helps to read the number. */
  readonly note?: string;
}

export interface Figure {
  /** As on the command line; the file has the same name. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a sentence or two. */
  readonly method: string;
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
