import { z } from "zod";

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

export const variableDocs = z.registry<VariableDoc>();
