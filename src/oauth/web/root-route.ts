import { HttpError } from "../../http/exchange.ts";
import type { Route } from "../../http/routes.ts";
import type { OAuthAddress } from "../server/address.ts";
import { ACCOUNT_PATH } from "../server/routes.ts";
import { seeOther } from "./replies.ts";

const METHODS = ["GET", "HEAD", "POST", "DELETE"] as const;

/** The public URL itself: people who open it are led to their account, and programs are told that nothing is there. */
export function createRootRoute({ basePath }: OAuthAddress): Route {
  return {
    methods: METHODS,
    public: false,
    async answer({ method, headers }) {
      const isPerson =
        (method === "GET" || method === "HEAD") && /\btext\/html\b/i.test(headers.accept ?? "");
      if (!isPerson) throw new HttpError(404, "Not found");
      return seeOther(`${basePath}${ACCOUNT_PATH}`);
    },
  };
}
