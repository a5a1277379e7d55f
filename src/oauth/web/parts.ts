import type { Clock } from "../../domain/clock.ts";
import type { Store } from "../../domain/store.ts";
import type { KnownBrowsers } from "../people/known-browsers.ts";
import type { PasskeyCeremonies } from "../people/passkeys.ts";
import type { PasswordQueue } from "../people/password-queue.ts";
import type { Redeem } from "../people/redeem.ts";
import type { PasswordSignIn } from "../people/sign-in.ts";
import type { OAuthAddress } from "../server/address.ts";
import type { Protocol } from "../server/protocol.ts";

/** What the pages work with. */
export interface WebParts {
  readonly address: OAuthAddress;
  readonly protocol: Protocol;
  readonly store: Pick<
    Store,
    "users" | "grants" | "clients" | "passkeys" | "links" | "oauthRecords" | "overview"
  >;
  readonly clock: Clock;
  readonly passwordSignIn: PasswordSignIn;
  readonly browsers: KnownBrowsers;
  /** Absent where the address allows of none. */
  readonly ceremonies: PasskeyCeremonies | undefined;
  readonly passwords: PasswordQueue;
  readonly redeem: Redeem;
}
