import { toIso } from "../clock.ts";
import { invalidParameter } from "../errors.ts";
import { languageOf } from "../language-of.ts";
import type { Caller, Services } from "../services.ts";
import type { Urgency } from "./intention.ts";
import { requireRepeating } from "./next-occurrence.ts";
import { formatRecurrence, parseRecurrence } from "./recurrence-rule.ts";
import { timeZoneOf } from "./time-zone.ts";

export interface RemindInput {
  readonly goal: string;
  readonly source: string;
  readonly tags: readonly string[];
  /** ms since 1970; a time that has passed makes the reminder due at once. */
  readonly deliver_at?: number | undefined;
  readonly constraints?: string | undefined;
  /** `normal` when absent. */
  readonly urgency?: Urgency | undefined;
  /** RFC 5545 recurrence rule; its first occurrence is `deliver_at`. */
  readonly recurrence?: string | undefined;
  /** `conversation` when absent. */
  readonly learned_from?: string | undefined;
  readonly language?: string | undefined;
}

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
/** Rules are followed from their first occurrence on, so that one must not lie too far off. */
const OLDEST_START_MS = 10 * YEAR_MS;
const FARTHEST_START_MS = 100 * YEAR_MS;

/** Stores a reminder, or an intention without a time. */
export async function remind(
  services: Services,
  caller: Caller,
  input: RemindInput,
): Promise<{ readonly id: string; readonly state: "pending" }> {
  const { goal, source, tags, deliver_at, constraints, urgency = "normal" } = input;
  const language = await languageOf(services, input.language, goal);
  const recurrence = await checkRecurrence(services, caller, input);
  const data = {
    goal,
    state: "pending",
    deliver_at: deliver_at === undefined ? null : toIso(deliver_at),
    constraints: constraints === undefined || constraints === "" ? null : constraints,
    urgency,
    recurrence: recurrence ?? null,
    learned_from: input.learned_from ?? "conversation",
  } as const;
  const entry = await services.store.entries.insert(
    caller.owner,
    {
      id: services.newId(),
      type: "intention",
      source,
      tags,
      data,
      ...(language === undefined ? {} : { language }),
    },
    caller.author,
  );
  return { id: entry.id, state: data.state };
}

async function checkRecurrence(
  services: Services,
  caller: Caller,
  { recurrence, deliver_at }: RemindInput,
): Promise<string | undefined> {
  if (recurrence === undefined || recurrence.trim() === "") return undefined;
  const rule = parseRecurrence(recurrence);
  if (deliver_at === undefined) {
    throw invalidParameter("deliver_at", "A recurrence needs deliver_at, the time of the first reminder.");
  }
  const now = services.clock.now();
  if (deliver_at < now - OLDEST_START_MS || deliver_at > now + FARTHEST_START_MS) {
    throw invalidParameter(
      "deliver_at",
      "deliver_at of a recurring reminder lies at most 10 years back and 100 years ahead.",
      { value: toIso(deliver_at) },
    );
  }
  await requireRepeating(rule, deliver_at, await timeZoneOf(services, caller.owner));
  return formatRecurrence(rule);
}
