import { parseDisplayName } from "../../domain/accounts/user.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderDeadLink } from "../pages/dead-link.ts";
import { renderInvite, renderSetup } from "../pages/welcome.ts";
import { type LinkState, openLink } from "../people/links.ts";
import type { Redemption } from "../people/redeem.ts";
import { ACCOUNT_PATH, LINK_PATH } from "../server/routes.ts";
import { beginSession } from "./browser-session.ts";
import { isOwnForm, issueCsrf } from "./csrf.ts";
import { credentialOf, fieldOf, readForm } from "./forms.ts";
import type { WebParts } from "./parts.ts";
import { messageReply, optionsReply, pageReply, seeOther } from "./replies.ts";

export type LinkStep = "" | "passkey-options" | "passkey";
type ValidLink = Extract<LinkState, { state: "valid" }>;

interface Problems {
  readonly problems?: readonly string[];
  readonly passwordProblems?: readonly string[];
  readonly displayName?: string;
}

/** The pages of one-time links, on which people choose how they sign in. */
export function createLinkPages(parts: WebParts) {
  const { address, ceremonies, store } = parts;
  const { basePath: base } = address;

  async function show(
    exchange: Exchange,
    secret: string,
    link: ValidLink,
    said: Problems = {},
  ): Promise<Reply> {
    const csrf = issueCsrf(exchange, address);
    const action = `${base}${LINK_PATH}/${secret}`;
    const user = await store.users.find(link.owner);
    const displayName = said.displayName ?? user?.displayName;
    const view = {
      base,
      action,
      csrf: csrf.token,
      user: link.owner,
      ...said,
      ...(displayName === undefined ? {} : { displayName }),
      ...(ceremonies === undefined
        ? {}
        : { passkey: { optionsUrl: `${action}/passkey-options`, action: `${action}/passkey` } }),
    };
    return pageReply(link.kind === "setup" ? renderSetup(view) : renderInvite(view), csrf.cookies);
  }

  async function choose(exchange: Exchange, secret: string, link: ValidLink, step: LinkStep): Promise<Reply> {
    const form = await readForm(exchange);
    if (!isOwnForm(exchange, fieldOf(form, "csrf"), address)) return messageReply(address, "forged_form");
    if (step === "passkey-options") return passkeyOptions(link.owner);
    const displayName = link.kind === "setup" ? fieldOf(form, "display_name").trim() : "";
    const nameProblem = findNameProblem(displayName);
    const typed = { ...(displayName === "" ? {} : { displayName }) };
    if (nameProblem !== undefined) return show(exchange, secret, link, { ...typed, problems: [nameProblem] });
    const password = fieldOf(form, "new_password");
    if (step === "" && password !== fieldOf(form, "repeat_password")) {
      return show(exchange, secret, link, {
        ...typed,
        passwordProblems: ["The two passwords are not the same."],
      });
    }
    const result = await parts.redeem(
      secret,
      step === "passkey"
        ? { kind: "passkey", answer: credentialOf(form), name: "First passkey" }
        : { kind: "password", password },
    );
    if (result.kind !== "redeemed") return refuse(exchange, secret, link, result, typed);
    if (displayName !== "") await rename(result.owner, displayName);
    return seeOther(`${base}${ACCOUNT_PATH}`, await beginSession(parts, exchange, result.owner));
  }

  async function passkeyOptions(owner: OwnerId): Promise<Reply> {
    if (ceremonies === undefined) return messageReply(address, "not_found");
    const user = await store.users.find(owner);
    return optionsReply(await ceremonies.registrationOptions({ owner, displayName: user?.displayName }));
  }

  async function refuse(
    exchange: Exchange,
    secret: string,
    link: ValidLink,
    result: Exclude<Redemption, { kind: "redeemed" }>,
    typed: Problems,
  ): Promise<Reply> {
    switch (result.kind) {
      case "not_valid":
        return pageReply(renderDeadLink({ base, kind: link.kind, user: link.owner }));
      case "weak":
        return show(exchange, secret, link, { ...typed, passwordProblems: result.reasons });
      case "busy":
        return show(exchange, secret, link, {
          ...typed,
          problems: ["The server is busy. Try again in a moment."],
        });
      case "passkey_refused":
        return show(exchange, secret, link, { ...typed, problems: [sayPasskeyProblem(result.problem)] });
    }
  }

  async function rename(owner: OwnerId, displayName: string): Promise<void> {
    const changes = {
      displayName: parseDisplayName(displayName),
      addedIdentities: [],
      removedIdentities: [],
    };
    await store.users.update(owner, changes, parts.clock.now());
  }

  return async function answer(exchange: Exchange, secret: string, step: LinkStep): Promise<Reply> {
    const link = await openLink({ links: store.links, passkeys: store.passkeys, clock: parts.clock }, secret);
    if (link.state !== "valid") return pageReply(renderDeadLink({ base, kind: "unknown" }));
    if (exchange.method === "POST") return choose(exchange, secret, link, step);
    return step === "" ? show(exchange, secret, link) : messageReply(address, "not_found");
  };
}

function findNameProblem(name: string): string | undefined {
  if (name === "") return undefined;
  try {
    parseDisplayName(name);
    return undefined;
  } catch (error) {
    if (error instanceof AwarenessError) return error.message;
    throw error;
  }
}

/** What to say of a passkey that was not accepted. */
export function sayPasskeyProblem(problem: string): string {
  switch (problem) {
    case "expired":
      return "That took too long. Try once more.";
    case "taken":
      return "This passkey is in use already.";
    case "not_discoverable":
      return "This device cannot keep the passkey so that you could sign in with it. Use another device or a password.";
    case "wrong_origin":
      return "This page was opened under another address than that of the server. Open the address that the server prints.";
    default:
      return "This passkey cannot be used here. Try another one, or a password.";
  }
}
