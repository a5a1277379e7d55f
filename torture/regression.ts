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

/**
 * The means of so many equal parts of points in their order, for deviations that hang together over many points, as those of
 * memory do: between parts that are long enough they are independent. Without the rest that fills no part.
 */
export function meansOfParts(
  points: readonly (readonly [x: number, y: number])[],
  parts: number,
): readonly (readonly [x: number, y: number])[] {
  const size = Math.max(1, Math.floor(points.length / parts));
  return Array.from({ length: Math.min(parts, points.length) }, (_, part) => {
    const own = points.slice(part * size, (part + 1) * size);
    const mean = (of: (point: readonly [number, number]) => number) =>
      own.reduce((sum, point) => sum + of(point), 0) / own.length;
    return [mean(([x]) => x), mean(([, y]) => y)] as const;
  });
}
