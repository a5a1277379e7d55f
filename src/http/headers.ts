/** Sent with every answer: nothing here may be cached or reinterpreted. */
export const BASE_HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

/** Values of one header in the order they came; Node keeps only the first of some repeated headers. */
export function headerValues(rawHeaders: readonly string[], lowerCaseName: string): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length !== lowerCaseName.length || name.toLowerCase() !== lowerCaseName) continue;
    values.push(rawHeaders[index + 1] ?? "");
  }
  return values;
}
