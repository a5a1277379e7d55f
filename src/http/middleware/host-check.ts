import { HttpError, type Middleware } from "../exchange.ts";
import { headerValues } from "../headers.ts";
import { hostName, toNameSet } from "../host-names.ts";

/** Refuses requests that name another host (DNS rebinding): 403; without exactly one `Host`: 400. Ports do not matter. */
export const hostCheck = (allowedHosts: readonly string[]): Middleware => {
  const allowed = toNameSet(allowedHosts);
  return async function hostCheck(exchange, next) {
    const values = headerValues(exchange.rawHeaders, "host");
    const [host] = values;
    if (host === undefined || host === "") throw new HttpError(400, "Missing Host header");
    if (values.length > 1) throw new HttpError(400, "More than one Host header");
    const name = hostName(host);
    if (name === undefined || !allowed.has(name)) {
      throw new HttpError(403, "Host not allowed; see AWARENESS_ALLOWED_HOSTS");
    }
    return next();
  };
};
