import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderInvite, renderSetup } from "../pages/welcome.ts";
import type { LinkState } from "../people/links.ts";
import { localNameFor } from "../people/passkey-site.ts";
import type { Redemption } from "../people/redeem.ts";
import { LINK_PATH } from "../server/routes.ts";
import { issueCsrf } from "./csrf.ts";
import type { WebParts } from "./parts.ts";
import { passkeyView, sayPasskeyProblem } from "./passkey-paths.ts";
import { pageReply } from "./replies.ts";

/** What is said on the page of a link, and what was typed there. */
export interface LinkProblems {
  readonly problems?: readonly string[];
  readonly passwordProblems?: readonly string[];
  readonly displayName?: string;
}

/** The page of a link that works. */
export async function showLink(
  parts: WebParts,
  exchange: Exchange,
  secret: string,
  link: Extract<LinkState, { state: "valid" }>,
  said: LinkProblems = {},
): Promise<Reply> {
  const { address, store } = parts;
  const csrf = issueCsrf(exchange, address);
  const action = `${address.basePath}${LINK_PATH}/${secret}`;
  const known = (await store.users.find(link.owner))?.displayName;
  const localName = parts.ceremonies === undefined ? localNameFor(address.issuer) : undefined;
  const view = {
    base: address.basePath,
    action,
    csrf: csrf.token,
    user: link.owner,
    ...(known === undefined ? {} : { displayName: known }),
    ...(localName === undefined ? {} : { localName }),
    ...said,
    ...passkeyView(parts, action),
  };
  return pageReply(link.kind === "setup" ? renderSetup(view) : renderInvite(view), csrf.cookies);
}

/** What is wrong with the chosen way to sign in. */
export function problemsOf(result: Exclude<Redemption, { kind: "redeemed" | "not_valid" }>): LinkProblems {
  switch (result.kind) {
    case "weak":
      return { passwordProblems: result.reasons };
    case "busy":
      return { problems: ["The server is busy. Try again in a moment."] };
    case "passkey_refused":
      return { problems: [sayPasskeyProblem(result.problem)] };
  }
}
