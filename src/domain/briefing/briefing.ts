import { toIso } from "../clock.ts";
import { type Entry, KNOWLEDGE_TYPES } from "../entries/entry.ts";
import type { Caller, Services } from "../services.ts";
import {
  FULL_ROOM,
  type Room,
  suggestMention,
  summarize,
  toFiredIntention,
  toSourceRecord,
} from "./compose.ts";
import { localTimeAt } from "./local-time.ts";
import type { MonitoredState } from "./monitored.ts";
import { type RecentChanges, recentChanges } from "./recent.ts";
import { judgeSources, type SourceReport } from "./sources.ts";

/** What a conversation should know at its start, as JSON. Reading it changes nothing. */
export type Briefing = Readonly<Record<string, unknown>> & { readonly attention_needed: boolean };

export interface BriefingInput {
  /** From when on changes are counted, ms since 1970; 24 hours ago when absent. */
  readonly since?: number | undefined;
}

/** Everything a briefing says, before it is cut to size. */
interface Facts {
  readonly now: number;
  readonly monitored: MonitoredState;
  readonly report: SourceReport;
  readonly due: readonly Entry[];
  readonly dueCount: number;
  readonly pending: number;
  readonly recent: RecentChanges;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Size limits in characters; a token is about four. */
const CLEAR_CHARS = 800;
const ATTENTION_CHARS = 2000;

export async function buildBriefing(
  services: Services,
  caller: Caller,
  input: BriefingInput,
): Promise<Briefing> {
  const { store, clock } = services;
  const { owner } = caller;
  const now = clock.now();
  const [monitored, due, dueCount, pending, recent, zone] = await Promise.all([
    services.monitored.read(owner),
    store.attention.listDue(owner, now, FULL_ROOM.intentions),
    store.attention.countDue(owner, now),
    store.attention.countPending(owner, now),
    recentChanges(services, caller, KNOWLEDGE_TYPES, input.since ?? now - DAY_MS),
    store.accounts.findTimeZone(owner),
  ]);
  const report = judgeSources(monitored, now, localTimeAt(now, zone));
  return cutToSize({ now, monitored, report, due, dueCount, pending, recent });
}

/** Names less and less until it fits; what is not named is counted. */
function cutToSize(facts: Facts): Briefing {
  let room = FULL_ROOM;
  for (;;) {
    const briefing = compose(facts, room);
    const most = briefing.attention_needed ? ATTENTION_CHARS : CLEAR_CHARS;
    const smaller = shrink(room);
    if (smaller === undefined || JSON.stringify(briefing).length <= most) return briefing;
    room = smaller;
  }
}

function shrink(room: Room): Room | undefined {
  const { headlines, sources, intentions } = room;
  if (headlines > 0) return { ...room, headlines: headlines - 1 };
  if (sources > 1 || (sources > 0 && intentions <= 1)) return { ...room, sources: sources - 1 };
  return intentions > 0 ? { ...room, intentions: intentions - 1 } : undefined;
}

function compose({ now, monitored, report, due, dueCount, pending, recent }: Facts, room: Room): Briefing {
  const { states } = report;
  const troubled = states.filter(({ status }) => status !== "ok");
  const attention = troubled.length > 0 || dueCount > 0;
  const listed = (attention ? troubled : states).slice(0, room.sources);
  const named = due.slice(0, room.intentions);
  const surfaced = states.reduce((sum, { alerts }) => sum + alerts, 0) + monitored.alertsNotJudged;
  return {
    generated: toIso(now),
    staleness_sec: 0,
    sources: Object.fromEntries(listed.map((state) => [state.source, toSourceRecord(state)])),
    sources_total: states.length,
    active_alerts: surfaced,
    active_suppressions: monitored.activeSuppressions,
    upcoming: [],
    attention_needed: attention,
    ...(dueCount > 0 ? { fired_intentions: named.map(toFiredIntention) } : {}),
    pending_intentions: pending,
    evaluation: {
      alerts_checked: monitored.alerts.length,
      suppressed: report.suppressed,
      pattern_matched: report.patternMatched,
      stale_sources: states.filter(({ status }) => status === "stale").length,
      surfaced,
      intentions_pending: pending,
      intentions_fired: dueCount,
    },
    recent: { ...recent, headlines: recent.headlines.slice(0, room.headlines) },
    summary: summaryOf(report, dueCount, recent, room),
    ...(attention ? { suggested_mention: suggestMention(listed, named) } : {}),
  };
}

function summaryOf({ states }: SourceReport, due: number, recent: RecentChanges, room: Room): string {
  const summary = summarize(states, due, room);
  if (recent.by_others === 0) return summary;
  return `${summary} ${recent.by_others} ${recent.by_others === 1 ? "change" : "changes"} by other clients.`;
}
