import { HttpError, type Middleware } from "../exchange.ts";
import { headerValues } from "../headers.ts";
import { originName, toNameSet } from "../host-names.ts";
import type { FindRoute } from "../routes.ts";

/**
 * Refuses pages of foreign origins on every method: 403. A request without `Origin` passes, and so does one for what every
 * page may read, where no cookie counts. Ports do not matter.
 */
export const originCheck = (allowedOrigins: readonly string[], findRoute: FindRoute): Middleware => {
  const allowed = toNameSet(allowedOrigins);
  return async function originCheck(exchange, next) {
    const values = headerValues(exchange.rawHeaders, "origin");
    const [origin] = values;
    if (origin === undefined || findRoute(exchange.path)?.public === true) return next();
    const name = values.length === 1 ? originName(origin) : undefined;
    if (name === undefined || !allowed.has(name)) {
      throw new HttpError(403, "Origin not allowed; see AWARENESS_ALLOWED_ORIGINS");
    }
    return next();
  };
};
