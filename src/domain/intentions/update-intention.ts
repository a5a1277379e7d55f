import { toIso } from "../clock.ts";
import type { Entry, EntryChange, EntryData, Json } from "../entries/entry.ts";
import { AwarenessError, invalidParameter } from "../errors.ts";
import type { Caller, Services } from "../services.ts";
import { type FollowUp, findFollowUp, makeFollowUp } from "./follow-up.ts";
import type { IntentionState } from "./intention.ts";

export interface UpdateIntentionInput {
  readonly entry_id: string;
  readonly state: IntentionState;
  readonly reason?: string | undefined;
  /** When a snoozed reminder comes back, ms since 1970; 24 hours from now when absent. */
  readonly snooze_until?: number | undefined;
}

export type UpdateIntentionResult = { readonly id: string } & Partial<FollowUp>;

const SNOOZE_MS = 24 * 60 * 60 * 1000;

/** Moves an intention to another state, from whatever state. Completing a recurring one makes the next. */
export async function updateIntention(
  services: Services,
  caller: Caller,
  input: UpdateIntentionInput,
): Promise<UpdateIntentionResult> {
  const snoozeUntil = toSnoozeUntil(services, input);
  const current = await services.store.entries.findById(caller.owner, input.entry_id);
  if (current === undefined || current.type !== "intention") throw intentionNotFound(input.entry_id);
  const followUp = input.state === "completed" ? await finish(services, caller, current) : undefined;
  const changed = await services.store.entries.change(
    caller.owner,
    input.entry_id,
    (entry) => planState(entry, input, snoozeUntil),
    caller.author,
  );
  if (changed === undefined) throw intentionNotFound(input.entry_id);
  return { id: input.entry_id, ...followUp };
}

/**
 * Makes what comes after a reminder that is done. It is written before the reminder is marked completed: between the
 * two writes there are two reminders, never none.
 */
function finish(services: Services, caller: Caller, current: Entry): Promise<FollowUp | undefined> {
  return current.data.state === "completed"
    ? findFollowUp(services, caller, current)
    : makeFollowUp(services, caller, current);
}

function toSnoozeUntil({ clock }: Services, input: UpdateIntentionInput): string | undefined {
  const { state, snooze_until } = input;
  if (state !== "snoozed") {
    if (snooze_until === undefined) return undefined;
    throw invalidParameter("snooze_until", "snooze_until goes with state=snoozed only.");
  }
  const now = clock.now();
  if (snooze_until !== undefined && snooze_until <= now) {
    throw invalidParameter("snooze_until", "snooze_until must lie in the future.", {
      value: toIso(snooze_until),
    });
  }
  return toIso(snooze_until ?? now + SNOOZE_MS);
}

function planState(
  { data }: Entry,
  { state, reason }: UpdateIntentionInput,
  snoozeUntil: string | undefined,
): EntryChange | undefined {
  const { snooze_until: _, ...kept } = data;
  const next: Record<string, Json> = { ...kept, state };
  if (snoozeUntil !== undefined) next.snooze_until = snoozeUntil;
  if (reason !== undefined) next.state_reason = reason;
  return same(data, next) ? undefined : { kind: "updated", data: next };
}

function same(before: EntryData, after: EntryData): boolean {
  return ["state", "snooze_until", "state_reason"].every((name) => before[name] === after[name]);
}

/** One answer for an unknown id, somebody else's, and an entry that is no intention. */
function intentionNotFound(id: string): AwarenessError {
  return new AwarenessError("not_found", "No intention has this id; get_intentions lists them.", {
    details: { param: "entry_id", value: id },
  });
}
