import type { Row } from "../harness/figure.ts";
import type { Kept } from "./kept.ts";
import { describePlot, type Plot, type Series, toSvg } from "./svg-plot.ts";

/** A plot of a figure as the page shows it. */
export interface Picture {
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly title: string;
  /** What it shows, in words. */
  readonly description: string;
  readonly svg: string;
}

/** Folder of the pictures; nothing else lies in it. */
export const PICTURES = "docs/images/bench";

const UNITS: Partial<Readonly<Record<Row["unit"], string>>> = { ms: "milliseconds", us: "microseconds" };

/** A picture for every plot that rows of the figure belong to. */
export function drawPictures({ name, axis = "", rows }: Kept): readonly Picture[] {
  const plots = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.point === undefined) continue;
    plots.set(row.point.plot, [...(plots.get(row.point.plot) ?? []), row]);
  }
  return [...plots].map(([title, found]) => {
    const unit = found[0]?.unit ?? "ratio";
    const plot: Plot = { title, x: axis, y: UNITS[unit] ?? unit, series: toSeries(found) };
    const file = `${PICTURES}/${name}-${toFileName(title)}.svg`;
    return { file, title, description: describePlot(plot), svg: toSvg(plot) };
  });
}

function toSeries(rows: readonly Row[]): readonly Series[] {
  const lines = new Map<string, { readonly x: number; readonly y: number }[]>();
  for (const { point, value } of rows) {
    if (point === undefined) continue;
    lines.set(point.series, [...(lines.get(point.series) ?? []), { x: point.x, y: value }]);
  }
  return [...lines].map(([name, points]) => ({
    name,
    points: points.toSorted((one, other) => one.x - other.x),
  }));
}

const toFileName = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
