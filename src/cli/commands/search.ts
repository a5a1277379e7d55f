import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { plainLine } from "../plain-text.ts";
import { type ShownEntry, showEntry } from "../show-entries.ts";
import { defineVerb, runVerb, type VerbOptions, wholeNumber } from "../verb.ts";

interface SearchOptions extends VerbOptions {
  readonly limit?: number;
}

interface Found {
  readonly results: readonly (ShownEntry & { readonly snippet: string })[];
  readonly has_more: boolean;
  readonly bounded?: boolean;
  readonly degraded?: string;
  readonly repaired?: readonly { readonly word: string; readonly terms: readonly string[] }[];
}

export function searchCommand(context: CliContext): Command {
  return defineVerb({
    name: "search",
    summary: "Find entries by what they say, best match first.",
    examples: [
      'awareness search "backup disk"',
      `awareness search '"red folder" -draft tag:home'`,
      "awareness search nas --limit 3 --json",
    ],
    details: "In quotes: a phrase. -word leaves out; tag:x, source:x and type:x filter.",
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

const SNIPPET_CHARS = 160;

function showFound({ results, has_more, bounded, degraded, repaired = [] }: Found, query: string): string {
  const remarks = [
    ...repaired.map(
      ({ word, terms }) => `(nothing holds ${plainLine(word, 60)}; looked for ${terms.join(", ")})`,
    ),
    ...(degraded === undefined ? [] : [`(by words alone: ${plainLine(degraded, 300)})`]),
  ];
  if (results.length === 0) return [`Nothing found for "${plainLine(query, 100)}".`, ...remarks].join("\n");
  return [
    ...results.map(showHit),
    ...remarks,
    ...(has_more ? ["(there is more; raise --limit or be more specific)"] : []),
    ...(bounded === true ? ["(older entries were not looked at)"] : []),
  ].join("\n");
}

/** The part that answers, where it is not what the first line says. */
function showHit(hit: Found["results"][number]): string {
  const { title = "", snippet } = hit;
  if (snippet === "" || snippet.startsWith(title)) return showEntry(hit);
  return `${showEntry(hit)}\n  ${plainLine(snippet, SNIPPET_CHARS)}`;
}
