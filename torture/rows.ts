import type { Row } from "./verdict.ts";

/** Rows of a verdict: a value with what is wanted of it. */
export const shown = (name: string, value: string | number): Row => [name, round(value), "", true];
export const zero = (name: string, value: number): Row => [name, value, "0", value === 0];
export const atLeast = (name: string, value: number, limit: number): Row => [
  name,
  round(value),
  `>= ${limit}`,
  value >= limit,
];
export const atMost = (name: string, value: number, limit: number): Row => [
  name,
  round(value),
  `<= ${limit}`,
  value <= limit,
];
/** The same of a time or a size, which depends on the machine and what else it does. */
export const inTime = (name: string, value: number, limit: number): Row => [
  name,
  round(value),
  `<= ${limit}`,
  value <= limit,
  "measure",
];
/** `found` must be `wanted`. */
export const same = (name: string, found: string | number, wanted: string | number): Row => [
  name,
  found,
  String(wanted),
  found === wanted,
];
/** Each line is something that should not be. */
export const none = (name: string, problems: readonly string[]): Row => [
  name,
  problems.length === 0
    ? 0
    : `${problems.length}: ${[...new Set(problems)].slice(0, 3).join("; ").slice(0, 300)}`,
  "0",
  problems.length === 0,
];

const round = <T extends string | number>(value: T): T | number =>
  typeof value === "number" ? Math.round(value * 10) / 10 : value;
