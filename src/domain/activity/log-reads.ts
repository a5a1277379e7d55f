import type { Entry } from "../entries/entry.ts";
import type { Caller, Services } from "../services.ts";

/** Notes that these entries were handed to the caller in full. Listing is not reading. */
export function logReads({ reads, clock }: Services, caller: Caller, entries: readonly Entry[]): void {
  const { tool, client } = caller.author;
  const read = { at: clock.now(), tool, ...(client === undefined ? {} : { platform: client }) };
  reads.record(
    caller.owner,
    entries.map((entry) => ({ entryId: entry.id, ...read })),
  );
}
