import type { Exchange, Reply } from "../../http/exchange.ts";
import { renderReturning } from "../pages/returning.ts";
import { renderSignIn, type SignInProblem } from "../pages/sign-in.ts";
import { interactionPath } from "../server/routes.ts";
import { answerPage } from "./answer-page.ts";
import { endSession, findVisitor } from "./browser-session.ts";
import { isAllowable, readConsent, saveGrant, showConsent } from "./consent-steps.ts";
import { issueCsrf } from "./csrf.ts";
import { fieldOf } from "./forms.ts";
import { type Interaction, openInteraction } from "./interaction.ts";
import type { WebParts } from "./parts.ts";
import { type PasskeyStep, passkeyView, signInOptions } from "./passkey-paths.ts";
import { messageReply, pageReply, seeOther } from "./replies.ts";
import { byPasskey, byPassword, type SignInStep } from "./sign-in-steps.ts";

/** What a running request for access can be asked beside its page. */
export type InteractionStep = PasskeyStep | "switch";

const DENIED = { error: "access_denied", error_description: "The person has denied access" } as const;

/** The pages between a client's request and its answer: sign in, and decide. */
export function createInteractionPages(parts: WebParts) {
  return async function answer(exchange: Exchange, id: string, step: InteractionStep | ""): Promise<Reply> {
    const { address } = parts;
    const interaction = await openInteraction(parts, exchange, id);
    if (interaction === undefined) return messageReply(address, "expired_request");
    const change = async () => seeOther(interaction.again, await endSession(parts, exchange));
    if (interaction.asksFor === "consent") {
      return answerPage<InteractionStep>(exchange, address, step, {
        show: () => showConsent(parts, exchange, interaction),
        forms: { "": (form) => decide(parts, exchange, interaction, form), switch: change },
      });
    }
    return answerPage<InteractionStep>(exchange, address, step, {
      show: () => showSignIn(parts, exchange, interaction),
      forms: {
        "": async (form) =>
          signIn(parts, exchange, interaction, form, await byPassword(parts, exchange, form)),
        passkey: async (form) => signIn(parts, exchange, interaction, form, await byPasskey(parts, form)),
        "passkey-options": () => signInOptions(parts),
        switch: change,
      },
    });
  };
}

function showSignIn(
  parts: WebParts,
  exchange: Exchange,
  interaction: Interaction,
  problem?: SignInProblem,
  login = "",
): Reply {
  const { address } = parts;
  const csrf = issueCsrf(exchange, address);
  const action = `${address.basePath}${interactionPath(interaction.id)}`;
  const page = renderSignIn({
    base: address.basePath,
    action,
    csrf: csrf.token,
    client: interaction.client,
    login,
    ...(problem === undefined ? {} : { problem }),
    ...passkeyView(parts, action),
  });
  return pageReply(page, csrf.cookies);
}

async function signIn(
  parts: WebParts,
  exchange: Exchange,
  interaction: Interaction,
  form: URLSearchParams,
  proof: SignInStep,
): Promise<Reply> {
  if ("problem" in proof) {
    return showSignIn(parts, exchange, interaction, proof.problem, fieldOf(form, "login"));
  }
  const { owner, cookies } = proof;
  const present = [interaction.owner, (await findVisitor(parts, exchange))?.owner];
  if (present.some((other) => other !== undefined && other !== owner)) {
    // A browser is signed in to one account at a time; the request begins anew with the other one.
    return seeOther(interaction.again, [...cookies, ...(await endSession(parts, exchange))]);
  }
  const done = await interaction.finish({
    login: { accountId: owner, ts: Math.floor(parts.clock.now() / 1000) },
  });
  return seeOther(done.path, [...cookies, ...done.cookies]);
}

async function decide(
  parts: WebParts,
  exchange: Exchange,
  interaction: Interaction,
  form: URLSearchParams,
): Promise<Reply> {
  const { basePath: base } = parts.address;
  const isAllowed = fieldOf(form, "decision") === "allow";
  const consent = isAllowed ? readConsent(interaction, form) : undefined;
  if (consent !== undefined && !isAllowable(consent)) {
    return showConsent(parts, exchange, interaction, consent);
  }
  const result =
    consent === undefined ? DENIED : { consent: { grantId: await saveGrant(parts, interaction, consent) } };
  const done = await interaction.finish(result);
  return pageReply(renderReturning({ base, client: interaction.client, path: done.path }), done.cookies);
}
