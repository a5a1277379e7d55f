import type { OwnerId } from "../../domain/owner.ts";
import { networkOf } from "../../http/client-address.ts";
import type { Exchange } from "../../http/exchange.ts";
import type { SignInProblem } from "../pages/sign-in.ts";
import type { OAuthAddress } from "../server/address.ts";
import { readCookie, setCookie } from "../server/cookies.ts";
import { waitMinutes } from "../server/wait-minutes.ts";
import { credentialOf, fieldOf } from "./forms.ts";
import type { WebParts } from "./parts.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Who has proved to be whom, or why nobody has. */
export type SignInStep =
  | { readonly owner: OwnerId; readonly cookies: readonly string[] }
  | { readonly problem: SignInProblem };

/** Looks at the name and password of a form. */
export async function byPassword(
  { passwordSignIn, address }: WebParts,
  exchange: Exchange,
  form: URLSearchParams,
): Promise<SignInStep> {
  const result = await passwordSignIn.signIn({
    name: fieldOf(form, "login"),
    password: fieldOf(form, "password"),
    network: networkOf(exchange.remoteAddress),
    knownBrowser: readCookie(exchange.headers.cookie, "browser", address),
  });
  if (result.kind === "refused") return { problem: { code: "mismatch" } };
  if (result.kind === "throttled") {
    return { problem: { code: "throttled", minutes: waitMinutes(result.retryMs) } };
  }
  return { owner: result.owner, cookies: [remember(result.knownBrowser, address)] };
}

/** For the browser to be known by, where somebody has signed in to the account before. */
function remember(knownBrowser: string, address: OAuthAddress): string {
  return setCookie("browser", knownBrowser, address, YEAR_SECONDS);
}

/** The same for somebody who has proved who they are without a password. */
export function rememberBrowser({ browsers, address }: WebParts, owner: OwnerId): string {
  return remember(browsers.issue(owner), address);
}

/** Looks at a passkey's answer. */
export async function byPasskey(parts: WebParts, form: URLSearchParams): Promise<SignInStep> {
  const result = await parts.ceremonies?.verifyAuthentication(credentialOf(form));
  if (result?.kind === "signed_in") {
    return { owner: result.owner, cookies: [rememberBrowser(parts, result.owner)] };
  }
  return { problem: { code: "passkey" } };
}
