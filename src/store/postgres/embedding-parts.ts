import type { Clock } from "../../domain/clock.ts";
import type { Transactions } from "./transactions.ts";

/** What embeddings need. */
export interface EmbeddingParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
}
