import { proxyList, wholeNumber } from "./value-types.ts";
import { variable } from "./variable.ts";

/** Variables of limits on requests. */
export const limitVariables = {
  AWARENESS_RATE_LIMIT_PER_OWNER: variable(() => wholeNumber(0, 10_000_000), 0, {
    description:
      "Requests a minute that one owner may make, and at once; over it 429 with `Retry-After`. Nodes that share a database share the count. 0: no limit.",
    accepts: "a whole number from 0 to 10000000",
    initial: "`0`",
  }),
  AWARENESS_RATE_LIMIT_PER_ADDRESS: variable(() => wholeNumber(0, 10_000_000), 0, {
    description:
      "The same for all requests with a good token from one client address (IPv6: one /64 network). 0: no limit.",
    accepts: "a whole number from 0 to 10000000",
    initial: "`0`",
  }),
  AWARENESS_TRUSTED_PROXIES: variable(() => proxyList(), [], {
    description:
      "Comma list of reverse proxies in front of the server: only what they say in `X-Forwarded-For` and `X-Forwarded-Proto` counts. Without any, a client's address is that of its connection.",
    accepts: "IP addresses and networks such as 10.0.0.0/8 or ::1, separated by commas",
    initial: "none",
  }),
  AWARENESS_MAX_STREAMS_PER_OWNER: variable(() => wholeNumber(1, 10_000), 32, {
    description:
      "Subscription streams (2026-07-28) that one owner may hold open on a node; over it 429. A 2025-era session has one stream.",
    accepts: "a whole number from 1 to 10000",
    initial: "`32`",
  }),
  AWARENESS_MAX_RESULT_BYTES: variable(() => wholeNumber(65_536, 1_073_741_824), 16_777_216, {
    description:
      "Longest answer of a tool, resource or prompt that only reads; a longer one is refused with advice how to ask for less.",
    accepts: "a whole number from 65536 to 1073741824",
    initial: "`16777216` (16 MB)",
  }),
};
