import { toIso } from "../clock.ts";
import type { Entry } from "../entries/entry.ts";
import { entryNotFound } from "../errors.ts";
import type { FollowUp } from "../intentions/follow-up.ts";
import { effectiveState } from "../intentions/intention.ts";
import { updateIntention } from "../intentions/update-intention.ts";
import type { Caller, Services } from "../services.ts";
import { toRowId } from "./row-id.ts";

export interface ActOnInput {
  readonly entry_id: string;
  readonly action: string;
  /** Where it was done; the client's name when absent. */
  readonly platform?: string | undefined;
  readonly detail?: string | undefined;
  /** The entry's tags when absent. */
  readonly tags?: readonly string[] | undefined;
}

export type ActOnResult = {
  readonly id: number;
  readonly entry_id: string;
  readonly action: string;
  /** ISO 8601 UTC. */
  readonly timestamp: string;
} & Partial<FollowUp>;

/**
 * Records that an entry led to an action. A reminder that is due or pending is done with that.
 * @throws AwarenessError `not_found` when there is no such live entry.
 */
export async function actOn(services: Services, caller: Caller, input: ActOnInput): Promise<ActOnResult> {
  const { entry_id, action } = input;
  const entry = await services.store.entries.findById(caller.owner, entry_id);
  if (entry === undefined) throw entryNotFound(entry_id);
  const at = services.clock.now();
  const followUp = await completeReminder(services, caller, entry, at);
  const platform = textOf(input.platform) ?? caller.author.client;
  const detail = textOf(input.detail);
  const id = await services.store.activity.recordAction(caller.owner, {
    entryId: entry_id,
    at,
    action,
    tags: input.tags ?? entry.tags,
    ...(platform === undefined ? {} : { platform }),
    ...(detail === undefined ? {} : { detail }),
  });
  if (id === undefined) throw entryNotFound(entry_id);
  const shown = toRowId(services, caller.owner, "action", id);
  return { id: shown, entry_id, action, timestamp: toIso(at), ...followUp };
}

/** Comes before the action is recorded: a call that is repeated after a crash then records it once. */
async function completeReminder(
  services: Services,
  caller: Caller,
  entry: Entry,
  now: number,
): Promise<FollowUp | object> {
  if (entry.type !== "intention" || !["pending", "fired"].includes(effectiveState(entry.data, now)))
    return {};
  const { id: _, ...followUp } = await updateIntention(services, caller, {
    entry_id: entry.id,
    state: "completed",
  });
  return followUp;
}

function textOf(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
