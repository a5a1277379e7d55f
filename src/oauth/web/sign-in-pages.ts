import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderSignIn, type SignInProblem } from "../pages/sign-in.ts";
import { ACCOUNT_PATH, SIGN_IN_PATH } from "../server/routes.ts";
import { answerPage } from "./answer-page.ts";
import { beginSession } from "./browser-session.ts";
import { issueCsrf } from "./csrf.ts";
import { fieldOf } from "./forms.ts";
import type { WebParts } from "./parts.ts";
import { type PasskeyStep, passkeyView, signInOptions } from "./passkey-paths.ts";
import { pageReply, seeOther } from "./replies.ts";
import { byPasskey, byPassword, type SignInStep } from "./sign-in-steps.ts";

/** Signing in without a client that asks, to look after one's own account. */
export function createSignInPages(parts: WebParts) {
  const { address } = parts;
  const action = `${address.basePath}${SIGN_IN_PATH}`;

  function show(exchange: Exchange, problem?: SignInProblem, login = ""): Reply {
    const csrf = issueCsrf(exchange, address);
    const page = renderSignIn({
      base: address.basePath,
      action,
      csrf: csrf.token,
      login,
      ...(problem === undefined ? {} : { problem }),
      ...passkeyView(parts, action),
    });
    return pageReply(page, csrf.cookies);
  }

  async function finish(exchange: Exchange, form: URLSearchParams, proof: SignInStep): Promise<Reply> {
    if ("problem" in proof) return show(exchange, proof.problem, fieldOf(form, "login"));
    const session = await beginSession(parts, exchange, proof.owner);
    return seeOther(`${address.basePath}${ACCOUNT_PATH}`, [...proof.cookies, ...session]);
  }

  return (exchange: Exchange, step: PasskeyStep | ""): Promise<Reply> =>
    answerPage(exchange, address, step, {
      show: () => show(exchange),
      forms: {
        "": async (form) => finish(exchange, form, await byPassword(parts, exchange, form)),
        passkey: async (form) => finish(exchange, form, await byPasskey(parts, form)),
        "passkey-options": () => signInOptions(parts),
      },
    });
}
