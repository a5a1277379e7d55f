import { type Bound, judge, type Row } from "./figure.ts";

/** What a verdict is called. */
export const VERDICTS = { aim: "aim reached", floor: "floor reached", missed: "MISSED" } as const;

/** A number with about three digits that count. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}

export const unitSuffix = (unit: Row["unit"]): string => (unit === "ratio" ? "" : ` ${unit}`);

/** A limit as a condition, such as `<= 5 ms`. */
export function formatLimit(limit: number, { better }: Bound, unit: Row["unit"]): string {
  return `${better === "more" ? ">=" : "<="} ${limit}${unitSuffix(unit)}`;
}

/** In words how a row stands against its bound; nothing without one. */
export function formatVerdict(row: Row): string {
  const verdict = judge(row);
  return verdict === undefined ? "" : VERDICTS[verdict];
}
