const MAX_METRICS = 100;
const MAX_DEPTH = 4;

/** Hour of the week in UTC, 0 for Monday 00:00 up to 167. */
export function hourOfWeek(ms: number): number {
  const hours = Math.floor(ms / 3_600_000);
  // 1970-01-01 was a Thursday: day 3 of a week that starts on Monday.
  return (((hours + 3 * 24) % 168) + 168) % 168;
}

/** The finite numbers of a metrics object by path (`disk.used`), at most 100 of them, four levels deep. */
export function numbersOf(metrics: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (numbers.size >= MAX_METRICS) return;
    if (typeof value === "number" && Number.isFinite(value)) numbers.set(path.join("."), value);
    else if (
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      path.length < MAX_DEPTH
    ) {
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
    }
  };
  for (const [name, value] of Object.entries(metrics)) visit(value, [name]);
  return numbers;
}
