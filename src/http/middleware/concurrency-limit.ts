import type { OwnerId } from "../../domain/owner.ts";
import { HttpError, type Middleware } from "../exchange.ts";
import { createTally } from "../tally.ts";

/**
 * At most `limit` requests of one owner are worked on at a time; over it 429. One counts until its answer has been written,
 * for that is held until then. Streams that a client keeps open to follow changes are not counted.
 */
export const concurrencyLimit = (limit: number): Middleware => {
  const running = createTally<OwnerId>();
  return async function concurrencyLimit(exchange, next) {
    const owner = exchange.principal?.owner;
    if (owner === undefined) return next();
    if (running.of(owner) >= limit) {
      throw new HttpError(429, "Too many concurrent requests", { "retry-after": "1" });
    }
    running.add(owner, 1);
    const leave = () => running.add(owner, -1);
    try {
      const reply = await next();
      const isFollowed = exchange.method === "GET" || exchange.access.rpcMethod === "subscriptions/listen";
      if (isFollowed) leave();
      else exchange.onOver(leave);
      return reply;
    } catch (error) {
      leave();
      throw error;
    }
  };
};
