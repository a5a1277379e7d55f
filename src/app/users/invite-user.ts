import { parseDuration } from "../../auth/mint-token.ts";
import type { Config } from "../../config/config.ts";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { AppDeps } from "../deps.ts";
import { oauthAddress } from "../oauth-address.ts";
import { withStore } from "../open-store.ts";

export interface Invitation {
  readonly owner: OwnerId;
  readonly url: string;
  /** ms since 1970. */
  readonly expiresAt: number;
  /** False: the account is made when the link is used. */
  readonly hasAccount: boolean;
}

/**
 * Makes a link by which somebody chooses a password or a passkey.
 * @param expires lifetime such as `3d`
 * @throws AwarenessError `invalid_parameter` and, as `oauthAddress`, `unavailable` before anything is opened.
 */
export async function inviteUser(
  config: Config,
  deps: AppDeps,
  id: string,
  expires: string,
): Promise<Invitation> {
  const owner = parseOwner(id, "id");
  const lifetimeMs = parseDuration(expires) * 1000;
  const issuer = oauthAddress(config);
  const { makeInviteLink } = await import("../../oauth/people/links.ts");
  return withStore(config, deps, async ({ links, users }) => {
    const hasAccount = (await users.find(owner)) !== undefined;
    const link = await makeInviteLink({ links, clock: deps.clock, issuer }, owner, lifetimeMs);
    return { owner, ...link, hasAccount };
  });
}
