import type { Caller, Services } from "../services.ts";
import { getStats } from "./overview.ts";

const MAX_TAGS = 30;
const MAX_SOURCES = 50;

/** Markdown that shows an assistant what is stored already and which tool fits what, before it writes. */
export async function writeGuide(services: Services, caller: Caller): Promise<string> {
  const [stats, tags] = [await getStats(services, caller), await services.store.overview.tags(caller.owner)];
  const types = Object.entries(stats.entries).filter(([, count]) => count > 0);
  return [
    "# Before you write",
    `${stats.total} ${stats.total === 1 ? "entry" : "entries"} stored.`,
    ...types.map(([type, count]) => `- ${type}: ${count}`),
    "",
    "## Sources in use",
    listing(stats.sources, MAX_SOURCES),
    "",
    "## Tags in use",
    listing(
      tags.map(({ tag, count }) => `${tag} (${count})`),
      MAX_TAGS,
    ),
    "",
    "## Which tool",
    "- Still true in a month: remember. Give a logical_key when there must be only one such note.",
    "- Happening now, over soon: add_context.",
    '- "When X, expect Y": learn_pattern.',
    "- To do, or at a time: remind.",
    "- Changed since: update_entry, not a second entry.",
  ].join("\n");
}

function listing(items: readonly string[], most: number): string {
  if (items.length === 0) return "(none yet)";
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown}, and ${items.length - most} more` : shown;
}
