import type { User } from "../../domain/accounts/user.ts";
import { wordsOf } from "../../domain/accounts/user.ts";
import type { UserStore } from "../../domain/accounts/user-store.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { LinkStore } from "../../domain/oauth/link-store.ts";
import type { Passkey, PasskeyStore } from "../../domain/oauth/passkey-store.ts";
import type { RecordStore } from "../../domain/oauth/record-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { toKey } from "../server/secret-key.ts";
import { type LinkState, openLink } from "./links.ts";
import type { PasskeyCeremonies, PasskeyProblem } from "./passkeys.ts";
import { type PasswordQueue, QUEUE_RETRY_MS } from "./password-queue.ts";

/** How somebody wants to sign in from now on. */
export type ChosenCredential =
  | { readonly kind: "password"; readonly password: string }
  /** `answer` as the browser sent it for options of the link's owner; `name` is what the owner calls the passkey. */
  | { readonly kind: "passkey"; readonly answer: unknown; readonly name: string };

/** Only `redeemed` has used the link up. */
export type Redemption =
  | { readonly kind: "redeemed"; readonly owner: OwnerId }
  | { readonly kind: "not_valid"; readonly state: Exclude<LinkState["state"], "valid"> }
  /** What is wrong with the password, in sentences. */
  | { readonly kind: "weak"; readonly reasons: readonly string[] }
  | { readonly kind: "passkey_refused"; readonly problem: PasskeyProblem }
  | { readonly kind: "busy"; readonly retryMs: number };

export interface RedeemParts {
  readonly links: LinkStore;
  readonly users: Pick<UserStore, "find" | "add" | "setPassword">;
  readonly passkeys: Pick<PasskeyStore, "list" | "insert" | "canAnybodySignIn">;
  readonly records: Pick<RecordStore, "removeSessions">;
  readonly ceremonies: Pick<PasskeyCeremonies, "verifyRegistration">;
  readonly passwords: PasswordQueue;
  readonly clock: Clock;
  /** IANA zone of an account that is made here: that of the host, which was the owner's so far. */
  readonly timeZone: string;
}

/** A credential that has passed every check and is not kept yet. */
type Checked = { readonly hash: string } | { readonly passkey: Passkey };

export type Redeem = (secret: string, chosen: ChosenCredential) => Promise<Redemption>;

/**
 * Exchanges a link for a way to sign in. The link is used up last, after everything that can be wrong has been checked, and of
 * several at once for one alone. A server that is killed in the very moment after that leaves an account as it was and a link
 * that is gone: nobody gets in, and another link helps. Where somebody could sign in before, all browser sessions of the
 * account end: the link may have been asked for because they are in wrong hands.
 */
export function createRedeem(parts: RedeemParts): Redeem {
  const { links, users, passkeys, records, clock } = parts;

  async function keep(owner: OwnerId, checked: Checked): Promise<void> {
    if ("passkey" in checked) await passkeys.insert(checked.passkey);
    else if (!(await users.setPassword(owner, checked.hash, clock.now()))) throw accountGone(owner);
  }

  return async function redeem(secret, chosen) {
    const link = await openLink({ links, passkeys, clock }, secret);
    if (link.state !== "valid") return { kind: "not_valid", state: link.state };
    const { owner } = link;
    const user = await users.find(owner);
    const checked = await check(parts, owner, user, chosen);
    if ("kind" in checked) return checked;
    const couldSignIn = user?.hasPassword === true || (await passkeys.list(owner)).length > 0;
    if (user === undefined && !(await addAccount(parts, owner))) {
      return { kind: "not_valid", state: "unknown" };
    }
    if (!(await links.use(toKey(secret), clock.now()))) return { kind: "not_valid", state: "used" };
    await keep(owner, checked);
    if (couldSignIn) await records.removeSessions(owner);
    return { kind: "redeemed", owner };
  };
}

async function check(
  { ceremonies, passwords }: RedeemParts,
  owner: OwnerId,
  user: User | undefined,
  chosen: ChosenCredential,
): Promise<Checked | Redemption> {
  if (chosen.kind === "passkey") {
    const result = await ceremonies.verifyRegistration(owner, chosen.answer, chosen.name);
    return result.kind === "verified"
      ? { passkey: result.passkey }
      : { kind: "passkey_refused", problem: result.problem };
  }
  const { findWeakness } = await import("../../auth/password-strength.ts");
  const reasons = findWeakness(chosen.password, wordsOf({ id: owner, ...user }));
  if (reasons.length > 0) return { kind: "weak", reasons };
  const hash = await passwords.hash(chosen.password);
  return hash === undefined ? { kind: "busy", retryMs: QUEUE_RETRY_MS } : { hash };
}

/** Another node may do the same at this moment. False while the account is being deleted. */
async function addAccount({ users, clock, timeZone }: RedeemParts, id: OwnerId): Promise<boolean> {
  try {
    await users.add({ id, timeZone, identities: [] }, clock.now());
    return true;
  } catch (error) {
    if (!(error instanceof AwarenessError) || error.code !== "conflict") throw error;
    return (await users.find(id)) !== undefined;
  }
}

function accountGone(owner: OwnerId): AwarenessError {
  return new AwarenessError(
    "not_found",
    `The account "${owner}" was deleted meanwhile; another link makes it anew.`,
  );
}
