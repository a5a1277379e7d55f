import type { OwnerId } from "../../domain/owner.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderAccount } from "../pages/account.ts";
import { SIGN_IN_PATH } from "../server/routes.ts";
import { ACCOUNT_STEPS, type AccountSaid, type AccountStep, runAccountStep } from "./account-steps.ts";
import { viewAccount } from "./account-view.ts";
import { answerPage } from "./answer-page.ts";
import { findVisitor } from "./browser-session.ts";
import { issueCsrf } from "./csrf.ts";
import type { WebParts } from "./parts.ts";
import { pageReply, seeOther } from "./replies.ts";

/** The page on which people look after their own account. */
export function createAccountPages(parts: WebParts) {
  const { address } = parts;

  async function show(exchange: Exchange, owner: OwnerId, said: AccountSaid = {}): Promise<Reply> {
    const csrf = issueCsrf(exchange, address);
    const view = await viewAccount(parts, owner, csrf.token);
    return pageReply(renderAccount({ ...view, ...said }), csrf.cookies);
  }

  return async function answer(exchange: Exchange, step: AccountStep | ""): Promise<Reply> {
    const owner = await findVisitor(parts, exchange);
    if (owner === undefined) return seeOther(`${address.basePath}${SIGN_IN_PATH}`);
    const run = (name: AccountStep) => async (form: URLSearchParams) => {
      const done = await runAccountStep(parts, exchange, owner, name, form);
      return "status" in done ? done : show(exchange, owner, done);
    };
    const forms = Object.fromEntries(ACCOUNT_STEPS.map((name) => [name, run(name)]));
    return answerPage<AccountStep>(exchange, address, step, { show: () => show(exchange, owner), forms });
  };
}
