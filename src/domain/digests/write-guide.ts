import { getStats } from "../overview/overview.ts";
import type { Caller, Services } from "../services.ts";
import { nameOf, STORED_NOTES, toMarkdown } from "./digest.ts";

const MAX_TAGS = 30;
const MAX_SOURCES = 50;

const WHICH_TOOL = [
  "## Which tool",
  "- Still true in a month: remember. Give a logical_key when there must be only one such note.",
  "- Happening now, over soon: add_context.",
  '- "When X, expect Y": learn_pattern.',
  "- To do, or at a time: remind.",
  "- Changed since: update_entry, not a second entry.",
].join("\n");

/** Shows an assistant what is stored already and which tool fits what, before it writes. */
export async function writeGuide(services: Services, caller: Caller): Promise<string> {
  const [stats, tags] = await Promise.all([
    getStats(services, caller),
    services.store.overview.tags(caller.owner),
  ]);
  const types = Object.entries(stats.entries).filter(([, count]) => count > 0);
  const total = `${stats.total} ${stats.total === 1 ? "entry" : "entries"} stored.`;
  return toMarkdown("Before you write", [
    WHICH_TOOL,
    STORED_NOTES,
    [total, ...types.map(([type, count]) => `- ${type}: ${count}`)].join("\n"),
    `## Sources in use\n${listing(stats.sources.map(nameOf), MAX_SOURCES)}`,
    `## Tags in use\n${listing(
      tags.map(({ tag, count }) => `${nameOf(tag)} (${count})`),
      MAX_TAGS,
    )}`,
  ]);
}

function listing(items: readonly string[], most: number): string {
  if (items.length === 0) return "(none yet)";
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown}, and ${items.length - most} more` : shown;
}
