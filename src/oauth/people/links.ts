import type { Clock } from "../../domain/clock.ts";
import type { LinkKind, LinkStore } from "../../domain/oauth/link-store.ts";
import type { PasskeyStore } from "../../domain/oauth/passkey-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { LINK_PATH } from "../server/routes.ts";
import { makeSecret, toKey } from "../server/secret-key.ts";

/** How long a set-up link works, ms. */
export const SETUP_LINK_MS = 900_000;
/** How long an invite works where nothing else is said, ms. */
export const INVITE_LINK_MS = 259_200_000;

const SECRET = /^[\w-]{43}$/;

export interface LinkParts {
  readonly links: LinkStore;
  readonly clock: Clock;
}

export interface NewLinkParts extends LinkParts {
  /** The URL of the OAuth server. */
  readonly issuer: string;
}

/** A link as it is given to a person. Whoever has it can take the account over until it is used or has expired. */
export interface NewLink {
  readonly url: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** What has become of a link; `used` also stands for a set-up link that nobody needs any more. */
export type LinkState =
  | { readonly state: "valid"; readonly kind: LinkKind; readonly owner: OwnerId; readonly expiresAt: number }
  | { readonly state: "used" | "expired" | "unknown" };

type Passkeys = Pick<PasskeyStore, "canAnybodySignIn">;

/** A link that makes the first account; `undefined` when there is somebody who can sign in. */
export async function makeSetupLink(
  parts: NewLinkParts & { readonly passkeys: Passkeys },
  owner: OwnerId,
): Promise<NewLink | undefined> {
  if (await parts.passkeys.canAnybodySignIn()) return undefined;
  return makeLink(parts, "setup", owner, SETUP_LINK_MS);
}

/** A link by which somebody chooses how to sign in, with or without an account so far. `lifetimeMs` from now. */
export function makeInviteLink(
  parts: NewLinkParts,
  owner: OwnerId,
  lifetimeMs = INVITE_LINK_MS,
): Promise<NewLink> {
  return makeLink(parts, "invite", owner, lifetimeMs);
}

async function makeLink(
  { links, clock, issuer }: NewLinkParts,
  kind: LinkKind,
  owner: OwnerId,
  lifetimeMs: number,
): Promise<NewLink> {
  const secret = makeSecret();
  const createdAt = clock.now();
  const expiresAt = createdAt + lifetimeMs;
  await links.insert({ key: toKey(secret), kind, owner, createdAt, expiresAt });
  return { url: `${issuer.replace(/\/+$/, "")}${LINK_PATH}/${secret}`, expiresAt };
}

/** Looks a link up by its secret part, and changes nothing: a preview that a chat program fetches does not use it up. */
export async function openLink(
  { links, passkeys, clock }: LinkParts & { readonly passkeys: Passkeys },
  secret: string,
): Promise<LinkState> {
  const link = SECRET.test(secret) ? await links.find(toKey(secret)) : undefined;
  if (link === undefined) return { state: "unknown" };
  const { kind, owner, expiresAt } = link;
  if (link.usedAt !== undefined) return { state: "used" };
  if (expiresAt <= clock.now()) return { state: "expired" };
  if (kind === "setup" && (await passkeys.canAnybodySignIn())) return { state: "used" };
  return { state: "valid", kind, owner, expiresAt };
}
