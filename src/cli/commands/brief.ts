import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { plainLine } from "../plain-text.ts";
import { plural } from "../show-entries.ts";
import { defineVerb, runVerb, type VerbOptions } from "../verb.ts";

interface BriefOptions extends VerbOptions {
  readonly since?: string;
}

interface Briefing {
  readonly summary: string;
  readonly sources: Readonly<Record<string, { readonly status: string; readonly headline?: string }>>;
  readonly fired_intentions?: readonly { readonly id: string; readonly goal: string }[];
  readonly recent: {
    readonly since: string;
    readonly by_others: number;
    readonly headlines: readonly string[];
  };
}

const LINE_CHARS = 160;
const NAME_CHARS = 60;

export function briefCommand(context: CliContext): Command {
  return defineVerb({
    name: "brief",
    summary: "Show what needs attention and what other clients wrote.",
    examples: ["awareness brief", "awareness brief --since 2026-07-28T09:00:00Z --json"],
  })
    .option("--since <time>", "count changes from this time on, ISO 8601 (default: 24 hours ago)")
    .action((options: BriefOptions) =>
      runVerb<Briefing>(context, options, {
        tool: "get_briefing",
        args: { since: options.since },
        typed: { since: "--since" },
        show: showBriefing,
      }),
    );
}

function showBriefing({ summary, sources, fired_intentions: due = [], recent }: Briefing): string {
  const troubled = Object.entries(sources).filter(([, { status }]) => status !== "ok");
  return [
    plainLine(summary, 1000),
    ...group(
      "Sources",
      troubled.map(
        ([name, { status, headline = "" }]) => `${status}: ${name}${headline === "" ? "" : `, ${headline}`}`,
      ),
    ),
    ...group(
      "Reminders",
      due.map(({ goal, id }) => `${plainLine(goal, LINE_CHARS - NAME_CHARS)} (${id})`),
    ),
    ...group(
      `${plural(recent.by_others, "change", "changes")} by others since ${recent.since}`,
      recent.headlines,
    ),
  ].join("\n");
}

function group(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${plainLine(line, LINE_CHARS)}`)];
}
