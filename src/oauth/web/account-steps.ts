import { wordsOf } from "../../domain/accounts/user.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { networkOf } from "../../http/client-address.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import type { AccountView } from "../pages/account.ts";
import { readCookie, setCookie } from "../server/cookies.ts";
import { SIGN_IN_PATH } from "../server/routes.ts";
import { waitMinutes } from "../server/wait-minutes.ts";
import { beginSession, endSession, type Visitor } from "./browser-session.ts";
import { credentialOf, fieldOf } from "./forms.ts";
import type { WebParts } from "./parts.ts";
import { sayPasskeyProblem } from "./passkey-paths.ts";
import { messageReply, optionsReply, seeOther } from "./replies.ts";

export const ACCOUNT_STEPS = [
  "revoke",
  "remove-passkey",
  "add-passkey",
  "passkey-options",
  "password",
  "sign-out",
  "sign-out-everywhere",
] as const;
export type AccountStep = (typeof ACCOUNT_STEPS)[number];

/** What is said above the page after something was done. */
export type AccountSaid = Pick<
  AccountView,
  "notice" | "problems" | "passwordProblems" | "currentPasswordProblem"
>;

/** What changes how somebody signs in: a browser that was left open must not do to take an account over for good. */
const NEEDS_FRESH_SIGN_IN: readonly AccountStep[] = [
  "passkey-options",
  "add-passkey",
  "remove-passkey",
  "password",
];

/** Does one thing for somebody who is signed in; answers what to say, or an answer of its own. */
export async function runAccountStep(
  parts: WebParts,
  exchange: Exchange,
  { owner, isFresh }: Visitor,
  step: AccountStep,
  form: URLSearchParams,
): Promise<AccountSaid | Reply> {
  if (!isFresh && NEEDS_FRESH_SIGN_IN.includes(step)) {
    return seeOther(`${parts.address.basePath}${SIGN_IN_PATH}`);
  }
  switch (step) {
    case "revoke":
      return revoke(parts, owner, fieldOf(form, "client"));
    case "passkey-options":
      return passkeyOptions(parts, owner);
    case "add-passkey":
      return addPasskey(parts, owner, form);
    case "remove-passkey":
      return removePasskey(parts, owner, fieldOf(form, "passkey"));
    case "password":
      return changePassword(parts, exchange, owner, form);
    case "sign-out":
      return signedOut(parts, "signed_out", await endSession(parts, exchange));
    case "sign-out-everywhere":
      await parts.store.oauthRecords.removeSessions(owner);
      return signedOut(parts, "signed_out_everywhere", [setCookie("session", "", parts.address, 0)]);
  }
}

function signedOut({ address }: WebParts, code: string, cookies: readonly string[]): Reply {
  const reply = messageReply(address, code);
  return { ...reply, headers: { ...reply.headers, "set-cookie": cookies } };
}

async function revoke({ store, clock }: WebParts, owner: OwnerId, clientId: string): Promise<AccountSaid> {
  const revoked = await store.grants.revokeClient(clientId, clock.now(), owner);
  if (revoked === 0) return { problems: ["This client had no access any more."] };
  return { notice: "Its access is taken back, everywhere within 5 seconds." };
}

async function passkeyOptions({ ceremonies, store, address }: WebParts, owner: OwnerId): Promise<Reply> {
  if (ceremonies === undefined) return messageReply(address, "not_found");
  const user = await store.users.find(owner);
  return optionsReply(await ceremonies.registrationOptions({ owner, displayName: user?.displayName }));
}

async function addPasskey(
  { ceremonies, store }: WebParts,
  owner: OwnerId,
  form: URLSearchParams,
): Promise<AccountSaid> {
  const name = fieldOf(form, "passkey_name");
  const made = await ceremonies?.verifyRegistration(owner, credentialOf(form), name);
  if (made?.kind !== "verified") return { problems: [sayPasskeyProblem(made?.problem ?? "invalid")] };
  await store.passkeys.insert(made.passkey);
  return { notice: "The passkey was added." };
}

async function removePasskey({ store }: WebParts, owner: OwnerId, id: string): Promise<AccountSaid> {
  const [passkeys, user] = [await store.passkeys.list(owner), await store.users.find(owner)];
  if (passkeys.length <= 1 && user?.hasPassword !== true) {
    return { problems: ["This is your only way to sign in. Add another one first."] };
  }
  const isRemoved = await store.passkeys.remove(owner, id);
  return isRemoved
    ? { notice: "The passkey was removed." }
    : { problems: ["There is no such passkey any more."] };
}

/** The current password is asked like any sign-in, throttled as one. */
async function changePassword(
  parts: WebParts,
  exchange: Exchange,
  owner: OwnerId,
  form: URLSearchParams,
): Promise<AccountSaid | Reply> {
  const { store, passwords, clock } = parts;
  const user = await store.users.find(owner);
  const password = fieldOf(form, "new_password");
  if (password !== fieldOf(form, "repeat_password")) {
    return { passwordProblems: ["The two new passwords are not the same."] };
  }
  const { findWeakness } = await import("../../auth/password-strength.ts");
  const reasons = findWeakness(password, wordsOf({ id: owner, ...user }));
  if (reasons.length > 0) return { passwordProblems: reasons };
  const refusal = user?.hasPassword === true ? await checkCurrent(parts, exchange, owner, form) : undefined;
  if (refusal !== undefined) return { currentPasswordProblem: refusal };
  const hash = await passwords.hash(password);
  if (hash === undefined) return { passwordProblems: ["The server is busy. Try again in a moment."] };
  await store.users.setPassword(owner, hash, clock.now());
  // Whoever has got in elsewhere with the old one is out; this browser stays.
  await store.oauthRecords.removeSessions(owner);
  const cookies = await beginSession(parts, exchange, owner);
  const reply = messageReply(parts.address, "done");
  return { ...reply, headers: { ...reply.headers, "set-cookie": cookies } };
}

async function checkCurrent(
  { passwordSignIn, address }: WebParts,
  exchange: Exchange,
  owner: OwnerId,
  form: URLSearchParams,
): Promise<string | undefined> {
  const result = await passwordSignIn.signIn({
    name: owner,
    password: fieldOf(form, "current_password"),
    network: networkOf(exchange.remoteAddress),
    knownBrowser: readCookie(exchange.headers.cookie, "browser", address),
  });
  if (result.kind === "signed_in") return undefined;
  if (result.kind === "refused") return "The current password is not right.";
  return `Too many attempts. Wait ${waitMinutes(result.retryMs)} min, then try again.`;
}
