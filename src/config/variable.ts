import type { z } from "zod";

/** What the documentation and an error message say about one variable. */
export interface VariableDoc {
  readonly description: string;
  /** Completes "accepted: …". */
  readonly accepts: string;
  /** As shown in the documentation. */
  readonly initial: string;
  /** The value is never shown. */
  readonly secret?: true;
}

/** One variable of the environment. */
export interface Variable<Value = unknown, Fallback = unknown> {
  /** What its text must be, and what becomes of it. Made when the variable is set: most are not, and schemas take time to make. */
  readonly schema: () => z.ZodType<Value>;
  /** The value of a variable that is not set. */
  readonly fallback: Fallback;
  readonly doc: VariableDoc;
}

export type OutputOf<V> = V extends Variable<infer Value, infer Fallback> ? Value | Fallback : never;

export function variable<Value, const Fallback extends Value | undefined>(
  schema: () => z.ZodType<Value>,
  fallback: Fallback,
  doc: VariableDoc,
): Variable<Value, Fallback> {
  return { schema, fallback, doc };
}
