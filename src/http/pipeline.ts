import type { Exchange, Middleware, Reply } from "./exchange.ts";

/** Answers one exchange. */
export type Handler = (exchange: Exchange) => Promise<Reply>;

/** Chains the steps, first one outermost, around `last`. */
export function createPipeline(steps: readonly Middleware[], last: Handler): Handler {
  return steps.reduceRight<Handler>((next, step) => (exchange) => step(exchange, () => next(exchange)), last);
}
