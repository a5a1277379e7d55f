import { isTimeZone } from "../briefing/local-time.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";

/** IANA name of the owner's time zone; the host's when none, or none that this system knows, is set. */
export async function timeZoneOf({ store }: Pick<Services, "store">, owner: OwnerId): Promise<string> {
  const zone = await store.accounts.findTimeZone(owner);
  return zone !== undefined && isTimeZone(zone) ? zone : new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
