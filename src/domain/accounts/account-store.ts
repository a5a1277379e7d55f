import type { OwnerId } from "../owner.ts";

/** What is known of a person besides what they store. An owner need not have an account. */
export interface AccountStore {
  /** The IANA time zone set for the owner, `undefined` without an account. */
  findTimeZone(owner: OwnerId): Promise<string | undefined>;
}
