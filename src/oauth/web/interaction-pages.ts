import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderReturning } from "../pages/returning.ts";
import { renderSignIn, type SignInProblem } from "../pages/sign-in.ts";
import { interactionPath } from "../server/routes.ts";
import { endSession, findVisitor } from "./browser-session.ts";
import { readConsent, saveGrant, showConsent } from "./consent-steps.ts";
import { isOwnForm, issueCsrf } from "./csrf.ts";
import { fieldOf, readForm } from "./forms.ts";
import { type Interaction, openInteraction } from "./interaction.ts";
import type { WebParts } from "./parts.ts";
import { messageReply, optionsReply, pageReply, seeOther } from "./replies.ts";
import { byPasskey, byPassword, type SignInStep } from "./sign-in-steps.ts";

/** What the pages of a running request for access can be asked, by the last part of their path; empty for the page itself. */
export type InteractionStep = "" | "passkey-options" | "passkey" | "switch";

/** The pages between a client's request and its answer: sign in, and decide. */
export function createInteractionPages(parts: WebParts) {
  const { address, ceremonies } = parts;

  function show(
    exchange: Exchange,
    interaction: Interaction,
    problem?: SignInProblem,
    login = "",
  ): Promise<Reply> | Reply {
    if (interaction.asksFor === "consent") return showConsent(parts, exchange, interaction);
    const csrf = issueCsrf(exchange, address);
    const action = `${address.basePath}${interactionPath(interaction.id)}`;
    const page = renderSignIn({
      base: address.basePath,
      action,
      csrf: csrf.token,
      client: interaction.client,
      login,
      ...(problem === undefined ? {} : { problem }),
      ...(ceremonies === undefined
        ? {}
        : { passkey: { optionsUrl: `${action}/passkey-options`, action: `${action}/passkey` } }),
    });
    return pageReply(page, csrf.cookies);
  }

  async function signIn(
    exchange: Exchange,
    interaction: Interaction,
    form: URLSearchParams,
    step: SignInStep,
  ): Promise<Reply> {
    if ("problem" in step) return show(exchange, interaction, step.problem, fieldOf(form, "login"));
    const { owner, cookies } = step;
    const present = [interaction.owner, await findVisitor(parts, exchange)];
    if (present.some((other) => other !== undefined && other !== owner)) {
      // A browser is signed in to one account at a time; the request begins anew with the other one.
      return seeOther(interaction.again, [...cookies, ...(await endSession(parts, exchange))]);
    }
    const done = await interaction.finish({ login: { accountId: owner } });
    return seeOther(done.path, [...cookies, ...done.cookies]);
  }

  async function decide(exchange: Exchange, interaction: Interaction, form: URLSearchParams): Promise<Reply> {
    const { basePath: base } = address;
    if (fieldOf(form, "decision") !== "allow") {
      const denied = { error: "access_denied", error_description: "The person has denied access" };
      const done = await interaction.finish(denied);
      return pageReply(renderReturning({ base, client: interaction.client, path: done.path }), done.cookies);
    }
    const consent = readConsent(interaction, form);
    if (consent === undefined) return showConsent(parts, exchange, interaction, "no_sources");
    const grantId = await saveGrant(parts, interaction, consent);
    const done = await interaction.finish({ consent: { grantId } });
    return pageReply(renderReturning({ base, client: interaction.client, path: done.path }), done.cookies);
  }

  async function post(exchange: Exchange, interaction: Interaction, step: InteractionStep): Promise<Reply> {
    const form = await readForm(exchange);
    if (!isOwnForm(exchange, fieldOf(form, "csrf"), address)) return messageReply(address, "forged_form");
    if (step === "passkey-options") {
      return ceremonies === undefined
        ? messageReply(address, "not_found")
        : optionsReply(await ceremonies.authenticationOptions());
    }
    if (step === "switch") return seeOther(interaction.again, await endSession(parts, exchange));
    if (interaction.asksFor === "consent") return decide(exchange, interaction, form);
    const proof = step === "passkey" ? await byPasskey(parts, form) : await byPassword(parts, exchange, form);
    return signIn(exchange, interaction, form, proof);
  }

  return async function answer(exchange: Exchange, id: string, step: InteractionStep): Promise<Reply> {
    const interaction = await openInteraction(parts, exchange, id);
    if (interaction === undefined) return messageReply(address, "expired_request");
    if (exchange.method === "POST") return post(exchange, interaction, step);
    return step === "" ? show(exchange, interaction) : messageReply(address, "not_found");
  };
}
