import type { Logger } from "../../telemetry/logger.ts";
import { errorReply } from "../errors.ts";
import type { Middleware } from "../exchange.ts";

/** The one place where a failure becomes an answer. */
export const errorMapping = (log: Logger): Middleware =>
  async function errorMapping(exchange, next) {
    try {
      return await next();
    } catch (error) {
      return errorReply(error, exchange, log);
    }
  };
