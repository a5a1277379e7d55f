/** How one kind of provider is spoken to. */
export interface Dialect {
  /** Base URL, as messages show it. */
  readonly base: string;
  /** Where texts are posted to. */
  readonly endpoint: string;
  toBody(texts: readonly string[], model: string, dimensions: number | undefined): unknown;
  /** The vectors of an answer in the order of the texts, unchecked; `undefined` when it has another shape. */
  toVectors(answer: unknown): readonly unknown[] | undefined;
}

/** A member of a JSON object; `undefined` for anything else. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
