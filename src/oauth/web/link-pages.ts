import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderDeadLink } from "../pages/dead-link.ts";
import { type LinkState, openLink } from "../people/links.ts";
import type { ChosenCredential } from "../people/redeem.ts";
import { ACCOUNT_PATH } from "../server/routes.ts";
import { answerPage } from "./answer-page.ts";
import { beginSession } from "./browser-session.ts";
import { credentialOf, fieldOf } from "./forms.ts";
import { readDisplayName, renameAccount } from "./link-names.ts";
import { type LinkProblems, problemsOf, showLink } from "./link-view.ts";
import type { WebParts } from "./parts.ts";
import type { PasskeyStep } from "./passkey-paths.ts";
import { messageReply, optionsReply, pageReply, seeOther } from "./replies.ts";
import { rememberBrowser } from "./sign-in-steps.ts";

type ValidLink = Extract<LinkState, { state: "valid" }>;

/** The pages of one-time links, on which people choose how they sign in. */
export function createLinkPages(parts: WebParts) {
  return async function answer(exchange: Exchange, secret: string, step: PasskeyStep | ""): Promise<Reply> {
    const { address, store, clock } = parts;
    const link = await openLink({ links: store.links, passkeys: store.passkeys, clock }, secret);
    if (link.state !== "valid") {
      return pageReply(renderDeadLink({ base: address.basePath, kind: "unknown" }));
    }
    return answerPage<PasskeyStep>(exchange, address, step, {
      show: () => showLink(parts, exchange, secret, link),
      forms: {
        "": (form) => byPassword(parts, exchange, secret, link, form),
        passkey: (form) =>
          choose(parts, exchange, secret, link, form, {
            kind: "passkey",
            answer: credentialOf(form),
            name: "First passkey",
          }),
        "passkey-options": () => passkeyOptions(parts, link),
      },
    });
  };
}

async function byPassword(
  parts: WebParts,
  exchange: Exchange,
  secret: string,
  link: ValidLink,
  form: URLSearchParams,
): Promise<Reply> {
  const password = fieldOf(form, "new_password");
  if (password === fieldOf(form, "repeat_password")) {
    return choose(parts, exchange, secret, link, form, { kind: "password", password });
  }
  const problems: LinkProblems = {
    displayName: fieldOf(form, "display_name"),
    passwordProblems: ["The two passwords are not the same."],
  };
  return showLink(parts, exchange, secret, link, problems);
}

async function choose(
  parts: WebParts,
  exchange: Exchange,
  secret: string,
  link: ValidLink,
  form: URLSearchParams,
  credential: ChosenCredential,
): Promise<Reply> {
  const { basePath: base } = parts.address;
  const typed = fieldOf(form, "display_name");
  const name = readDisplayName(link.kind === "setup" ? typed : "");
  if ("problem" in name) {
    return showLink(parts, exchange, secret, link, { displayName: typed, problems: [name.problem] });
  }
  const result = await parts.redeem(secret, credential);
  if (result.kind === "not_valid") {
    return pageReply(renderDeadLink({ base, kind: link.kind, user: link.owner }));
  }
  if (result.kind !== "redeemed") {
    return showLink(parts, exchange, secret, link, { displayName: typed, ...problemsOf(result) });
  }
  if (name.displayName !== undefined) await renameAccount(parts, result.owner, name.displayName);
  const session = await beginSession(parts, exchange, result.owner);
  return seeOther(`${base}${ACCOUNT_PATH}`, [rememberBrowser(parts, result.owner), ...session]);
}

async function passkeyOptions(
  { ceremonies, store, address }: WebParts,
  { owner }: ValidLink,
): Promise<Reply> {
  if (ceremonies === undefined) return messageReply(address, "not_found");
  const user = await store.users.find(owner);
  return optionsReply(await ceremonies.registrationOptions({ owner, displayName: user?.displayName }));
}
