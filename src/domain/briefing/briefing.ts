import { toIso } from "../clock.ts";
import { KNOWLEDGE_TYPES } from "../entries/entry.ts";
import type { Caller, Services } from "../services.ts";
import { type RecentChanges, recentChanges } from "./recent.ts";

/** What a conversation should know at its start. Reading it changes nothing. */
export interface Briefing {
  /** ISO 8601 UTC. */
  readonly generated: string;
  readonly staleness_sec: 0;
  /** Sources that are not ok, by name. */
  readonly sources: Readonly<Record<string, unknown>>;
  readonly sources_total: number;
  readonly active_alerts: number;
  readonly active_suppressions: number;
  readonly upcoming: readonly unknown[];
  readonly attention_needed: boolean;
  readonly pending_intentions: number;
  readonly evaluation: Evaluation;
  /** What other clients wrote lately. */
  readonly recent: RecentChanges;
  readonly summary: string;
}

/** How the briefing came about, in counts. */
export interface Evaluation {
  readonly alerts_checked: number;
  readonly suppressed: number;
  readonly pattern_matched: number;
  readonly stale_sources: number;
  readonly surfaced: number;
  readonly intentions_pending: number;
  readonly intentions_fired: number;
}

export interface BriefingInput {
  /** From when on changes are counted, ms since 1970; 24 hours ago when absent. */
  readonly since?: number | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export async function buildBriefing(
  services: Services,
  caller: Caller,
  input: BriefingInput,
): Promise<Briefing> {
  const now = services.clock.now();
  const recent = await recentChanges(services, caller, KNOWLEDGE_TYPES, input.since ?? now - DAY_MS);
  const evaluation: Evaluation = {
    alerts_checked: 0,
    suppressed: 0,
    pattern_matched: 0,
    stale_sources: 0,
    surfaced: 0,
    intentions_pending: 0,
    intentions_fired: 0,
  };
  return {
    generated: toIso(now),
    staleness_sec: 0,
    sources: {},
    sources_total: 0,
    active_alerts: evaluation.surfaced,
    active_suppressions: 0,
    upcoming: [],
    attention_needed: false,
    pending_intentions: evaluation.intentions_pending,
    evaluation,
    recent,
    summary: summarize(0, recent),
  };
}

function summarize(sources: number, recent: RecentChanges): string {
  const clear = `All clear across ${sources} ${sources === 1 ? "source" : "sources"}.`;
  if (recent.by_others === 0) return clear;
  return `${clear} ${recent.by_others} ${recent.by_others === 1 ? "change" : "changes"} by other clients.`;
}
