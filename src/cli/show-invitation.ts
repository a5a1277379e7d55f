import type { Invitation } from "../app/users/invite-user.ts";
import { toIso } from "../domain/clock.ts";

export function invitationJson({ owner, url, expiresAt, hasAccount }: Invitation) {
  return { user: owner, link: url, expires_at: toIso(expiresAt), has_account: hasAccount };
}

/** The link, and what there is to know about it. */
export function describeInvitation({ owner, url, expiresAt, hasAccount }: Invitation): string {
  const about = `Works once, until ${toIso(expiresAt)}: ${owner} chooses a password or a passkey there.`;
  const account = hasAccount ? [] : [`${owner} has no account so far; the link makes one.`];
  return [url, about, ...account].join("\n");
}
