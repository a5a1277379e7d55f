import type { Entry } from "../entries/entry.ts";
import { toHeadline } from "./headline.ts";
import type { SourceState, SourceStatus } from "./sources.ts";

/** How many of each kind a briefing names; what is left out is counted. */
export interface Room {
  readonly sources: number;
  readonly intentions: number;
  readonly headlines: number;
}

export const FULL_ROOM: Room = { sources: 5, intentions: 5, headlines: 3 };

const HEADLINE_CHARS = 120;
const NAME_CHARS = 60;

/** A source as the briefing shows it. */
export function toSourceRecord(state: SourceState): Readonly<Record<string, unknown>> {
  const base = { status: state.status, last_report: state.lastReport };
  if (state.headline === undefined) return base;
  const place = state.status === "stale" && state.alerts === 0 ? "status" : "alerts";
  return {
    ...base,
    headline: toHeadline(state.headline, HEADLINE_CHARS),
    drill_down: `awareness://${place}/${encodeURIComponent(state.source)}`,
  };
}

/** A due reminder as the briefing shows it. */
export function toFiredIntention(entry: Entry): Readonly<Record<string, unknown>> {
  return {
    id: entry.id,
    goal: toHeadline(goalOf(entry), HEADLINE_CHARS),
    source: toHeadline(entry.source, NAME_CHARS),
    tags: entry.tags.slice(0, 5).map((tag) => toHeadline(tag, 30)),
  };
}

function goalOf({ data }: Entry): string {
  const text = data.goal ?? data.description;
  return typeof text === "string" ? text : "";
}

/** The sentence that sums up; sources are counted, the first few named. */
export function summarize(states: readonly SourceState[], due: number, room: Room): string {
  const parts: string[] = [];
  for (const status of ["critical", "warning"] as const) {
    const named = states.filter((state) => state.status === status);
    if (named.length > 0) parts.push(`${named.length} ${status} on ${names(named, room)}`);
  }
  const stale = states.filter(({ status }) => status === "stale");
  if (stale.length > 0) parts.push(`${names(stale, room)} stale`);
  if (due > 0) parts.push(`${due} ${due === 1 ? "reminder" : "reminders"} ready`);
  if (parts.length > 0) return `${parts.join(". ")}.`;
  return `All clear across ${states.length} ${states.length === 1 ? "source" : "sources"}.`;
}

function names(states: readonly SourceState[], room: Room): string {
  const shown = states.slice(0, room.sources).map(({ source }) => toHeadline(source, NAME_CHARS));
  const rest = states.length - shown.length;
  if (shown.length === 0) return `${rest} ${rest === 1 ? "source" : "sources"}`;
  return rest === 0 ? shown.join(", ") : `${shown.join(", ")} and ${rest} more`;
}

const MENTION: Readonly<Record<Exclude<SourceStatus, "ok">, string>> = {
  critical: "CRITICAL",
  stale: "STALE",
  warning: "FYI",
};

/** What an assistant may say, one piece for each named source and reminder. */
export function suggestMention(states: readonly SourceState[], due: readonly Entry[]): string {
  const sources = states.flatMap(({ status, source, headline }) =>
    status === "ok" ? [] : [`${MENTION[status]}: ${toHeadline(headline ?? source, HEADLINE_CHARS)}`],
  );
  const goals = due.map((entry) => `INTENTION: ${toHeadline(goalOf(entry), HEADLINE_CHARS)}`);
  return [...sources, ...goals].join(" ");
}
