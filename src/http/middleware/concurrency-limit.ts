import type { OwnerId } from "../../domain/owner.ts";
import { HttpError, type Middleware } from "../exchange.ts";

/** At most `limit` requests of one owner are worked on at a time; over it 429. A reply that became a stream is not counted. */
export const concurrencyLimit = (limit: number): Middleware => {
  const running = new Map<OwnerId, number>();
  return async function concurrencyLimit(exchange, next) {
    const owner = exchange.principal?.owner;
    if (owner === undefined) return next();
    const count = running.get(owner) ?? 0;
    if (count >= limit) throw new HttpError(429, "Too many concurrent requests", { "retry-after": "1" });
    running.set(owner, count + 1);
    try {
      return await next();
    } finally {
      const left = (running.get(owner) ?? 1) - 1;
      if (left === 0) running.delete(owner);
      else running.set(owner, left);
    }
  };
};
