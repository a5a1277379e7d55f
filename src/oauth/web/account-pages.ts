import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderAccount } from "../pages/account.ts";
import { SIGN_IN_PATH } from "../server/routes.ts";
import { ACCOUNT_STEPS, type AccountSaid, type AccountStep, runAccountStep } from "./account-steps.ts";
import { viewAccount } from "./account-view.ts";
import { answerPage } from "./answer-page.ts";
import { findVisitor, type Visitor } from "./browser-session.ts";
import { issueCsrf } from "./csrf.ts";
import type { WebParts } from "./parts.ts";
import { pageReply, seeOther } from "./replies.ts";

const STALE = "To change how you sign in, sign in once more first: you did so more than ten minutes ago.";

/** The page on which people look after their own account. */
export function createAccountPages(parts: WebParts) {
  const { address } = parts;

  async function show(exchange: Exchange, visitor: Visitor, said: AccountSaid = {}): Promise<Reply> {
    const csrf = issueCsrf(exchange, address);
    const view = await viewAccount(parts, visitor.owner, csrf.token);
    const hint = visitor.isFresh ? {} : { notice: STALE };
    return pageReply(renderAccount({ ...view, ...hint, ...said }), csrf.cookies);
  }

  return async function answer(exchange: Exchange, step: AccountStep | ""): Promise<Reply> {
    const visitor = await findVisitor(parts, exchange);
    if (visitor === undefined) return seeOther(`${address.basePath}${SIGN_IN_PATH}`);
    const run = (name: AccountStep) => async (form: URLSearchParams) => {
      const done = await runAccountStep(parts, exchange, visitor, name, form);
      return "status" in done ? done : show(exchange, visitor, done);
    };
    const forms = Object.fromEntries(ACCOUNT_STEPS.map((name) => [name, run(name)]));
    return answerPage<AccountStep>(exchange, address, step, { show: () => show(exchange, visitor), forms });
  };
}
