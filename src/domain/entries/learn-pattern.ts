import { parseConditions } from "../briefing/patterns.ts";
import { languageOf } from "../language-of.ts";
import type { Caller, Services } from "../services.ts";
import type { EntryData } from "./entry.ts";
import { requireRelated } from "./relations.ts";

export interface LearnPatternInput {
  /** Empty: holds for every source. */
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly conditions?: Readonly<Record<string, unknown>> | undefined;
  /** What it dismisses, in words that occur in the alert. */
  readonly effect: string;
  readonly learned_from: string;
  readonly language?: string | undefined;
  readonly related_ids?: readonly string[] | undefined;
}

/** Stores an "if this, expect that" rule, after its conditions proved understandable. */
export async function learnPattern(
  services: Services,
  caller: Caller,
  input: LearnPatternInput,
): Promise<{ readonly id: string }> {
  const { source, tags, description, effect, learned_from, related_ids } = input;
  const conditions = (input.conditions ?? {}) as EntryData;
  parseConditions(conditions);
  const language = await languageOf(services, input.language, description, effect);
  await requireRelated(services, caller.owner, related_ids);
  const related = related_ids === undefined ? {} : { related_ids: [...new Set(related_ids)] };
  const entry = await services.store.entries.insert(
    caller.owner,
    {
      id: services.newId(),
      type: "pattern",
      source,
      tags,
      data: { description, conditions, effect, learned_from, ...related },
      ...(language === undefined ? {} : { language }),
    },
    caller.author,
  );
  return { id: entry.id };
}
