import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { plainLine } from "../plain-text.ts";
import { type ShownEntry, showEntry } from "../show-entries.ts";
import { defineVerb, runVerb, type VerbOptions, wholeNumber } from "../verb.ts";

interface SearchOptions extends VerbOptions {
  readonly limit?: number;
}

interface Found {
  readonly results: readonly ShownEntry[];
  readonly has_more: boolean;
  readonly bounded?: boolean;
}

export function searchCommand(context: CliContext): Command {
  return defineVerb({
    name: "search",
    summary: "Find entries by what they say, best match first.",
    examples: ['awareness search "backup disk"', "awareness search nas --limit 3 --json"],
  })
    .argument("<words...>", "what to look for")
    .option("--limit <number>", "most hits, up to 500 (default: 10)", wholeNumber)
    .action((words: readonly string[], options: SearchOptions) => {
      const query = words.join(" ");
      return runVerb<Found>(context, options, {
        tool: "search",
        args: { query, limit: options.limit },
        typed: { query: "The words", limit: "--limit" },
        show: (found) => showFound(found, query),
      });
    });
}

function showFound({ results, has_more, bounded }: Found, query: string): string {
  if (results.length === 0) return `Nothing found for "${plainLine(query, 100)}".`;
  return [
    ...results.map(showEntry),
    ...(has_more ? ["(there is more; raise --limit or be more specific)"] : []),
    ...(bounded === true ? ["(older entries were not looked at)"] : []),
  ].join("\n");
}
