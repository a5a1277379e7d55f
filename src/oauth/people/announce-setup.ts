import { toIso } from "../../domain/clock.ts";
import type { PasskeyStore } from "../../domain/oauth/passkey-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { makeSetupLink, type NewLinkParts } from "./links.ts";

export interface SetupParts extends NewLinkParts {
  readonly passkeys: Pick<PasskeyStore, "canAnybodySignIn">;
  /** Whose account the first one is: that of stdio, so that both open one memory. */
  readonly owner: OwnerId;
}

/** What a server prints at its start for the person at the terminal while nobody can sign in; nothing when somebody can. */
export async function announceSetup({ owner, ...parts }: SetupParts): Promise<readonly string[]> {
  const link = await makeSetupLink(parts, owner);
  if (link === undefined) return [];
  return [
    `Set up:         ${link.url}`,
    `                Choose there how ${owner} signs in. Works once, until ${toIso(link.expiresAt)}; a restart prints another link, and so does: awareness user invite ${owner}`,
  ];
}
