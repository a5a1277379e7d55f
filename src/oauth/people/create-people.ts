import type { Clock } from "../../domain/clock.ts";
import type { Store } from "../../domain/store.ts";
import type { OAuthAddress } from "../server/address.ts";
import type { WebParts } from "../web/parts.ts";
import { createKnownBrowsers } from "./known-browsers.ts";
import { arePasskeysPossible } from "./passkey-site.ts";
import { createPasskeys } from "./passkeys.ts";
import { createPasswordQueue } from "./password-queue.ts";
import { createRedeem } from "./redeem.ts";
import { createPasswordSignIn } from "./sign-in.ts";

export interface PeopleParts {
  readonly address: OAuthAddress;
  readonly store: Store;
  readonly clock: Clock;
  /** The host's time zone (IANA). */
  readonly timeZone: string;
}

/** How people prove who they are. */
export function createPeople({
  address: { issuer },
  store,
  clock,
  timeZone,
}: PeopleParts): Pick<WebParts, "passwordSignIn" | "browsers" | "ceremonies" | "passwords" | "redeem"> {
  const { users, rateLimits, passkeys, links, oauthRecords: records } = store;
  const passwords = createPasswordQueue();
  const browsers = createKnownBrowsers(store.cursorKey);
  const ceremonies = createPasskeys({ passkeys, records, clock, issuer });
  return {
    passwords,
    browsers,
    passwordSignIn: createPasswordSignIn({ users, rateLimits, passwords, browsers, clock }),
    ceremonies: arePasskeysPossible(issuer) ? ceremonies : undefined,
    redeem: createRedeem({ links, users, passkeys, records, ceremonies, passwords, clock, timeZone }),
  };
}
