/** A straight line through points, by least squares. */
export interface Line {
  /** Of y for one of x. */
  readonly slope: number;
  /** Standard error of the slope, taking the points' deviations as independent. */
  readonly error: number;
}

/** @throws Error for fewer than three points, or when all have the same x. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): Line {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x0, y0] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  if (points.length < 3 || spread === 0) throw new Error(`No line through ${points.length} points`);
  const slope = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - y0 - slope * (x - x0)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / spread) };
}
