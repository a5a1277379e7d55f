import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderSignIn, type SignInProblem } from "../pages/sign-in.ts";
import { ACCOUNT_PATH, SIGN_IN_PATH } from "../server/routes.ts";
import { beginSession } from "./browser-session.ts";
import { isOwnForm, issueCsrf } from "./csrf.ts";
import { fieldOf, readForm } from "./forms.ts";
import type { WebParts } from "./parts.ts";
import { messageReply, optionsReply, pageReply, seeOther } from "./replies.ts";
import { byPasskey, byPassword } from "./sign-in-steps.ts";

export type SignInPath = "" | "passkey-options" | "passkey";

/** Signing in without a client that asks, to look after one's own account. */
export function createSignInPages(parts: WebParts) {
  const { address, ceremonies } = parts;
  const action = `${address.basePath}${SIGN_IN_PATH}`;

  function show(exchange: Exchange, problem?: SignInProblem, login = ""): Reply {
    const csrf = issueCsrf(exchange, address);
    const page = renderSignIn({
      base: address.basePath,
      action,
      csrf: csrf.token,
      login,
      ...(problem === undefined ? {} : { problem }),
      ...(ceremonies === undefined
        ? {}
        : { passkey: { optionsUrl: `${action}/passkey-options`, action: `${action}/passkey` } }),
    });
    return pageReply(page, csrf.cookies);
  }

  return async function answer(exchange: Exchange, step: SignInPath): Promise<Reply> {
    if (exchange.method !== "POST") return step === "" ? show(exchange) : messageReply(address, "not_found");
    const form = await readForm(exchange);
    if (!isOwnForm(exchange, fieldOf(form, "csrf"), address)) return messageReply(address, "forged_form");
    if (step === "passkey-options") {
      return ceremonies === undefined
        ? messageReply(address, "not_found")
        : optionsReply(await ceremonies.authenticationOptions());
    }
    const proof = step === "passkey" ? await byPasskey(parts, form) : await byPassword(parts, exchange, form);
    if ("problem" in proof) return show(exchange, proof.problem, fieldOf(form, "login"));
    const session = await beginSession(parts, exchange, proof.owner);
    return seeOther(`${address.basePath}${ACCOUNT_PATH}`, [...proof.cookies, ...session]);
  };
}
