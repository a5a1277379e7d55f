import { toHeadline } from "../briefing/headline.ts";
import type { Entry, Json } from "../entries/entry.ts";
import { describe } from "../entries/entry-json.ts";

/** An entry as search sees it: what it is about in a line, its tags, its long text, and where it comes from. */
export interface SearchDocument {
  readonly description: string;
  readonly tags: string;
  readonly content: string;
  readonly source: string;
}

const TITLE_CHARS = 120;

export function toDocument(entry: Entry): SearchDocument {
  const { data, source } = entry;
  return { description: summaryOf(entry), tags: entry.tags.join(" "), content: asText(data.content), source };
}

/** One line that names the entry. */
export function titleOf(entry: Entry): string {
  const summary = summaryOf(entry) || `${entry.type} of ${entry.source}`;
  return toHeadline(summary, TITLE_CHARS);
}

/** The address of an entry's resource. */
export function urlOf(entry: Entry): string {
  return `awareness://entry/${encodeURIComponent(entry.id)}`;
}

/** Members of `data` that the line and the text show, or that say where an entry comes from rather than what it says. */
const SHOWN = "description goal message key value scope content content_type learned_from related_ids".split(
  " ",
);

/** Everything there is to read in an entry: its line, its text, and what else it holds as JSON, a blank line between. */
export function textOf(entry: Entry): string {
  const head = summaryOf(entry);
  const body = "content" in entry.data ? asText(entry.data.content) : "";
  if (head === "" && body === "") return JSON.stringify(entry.data);
  const rest = Object.entries(entry.data).filter(([name, value]) => value !== null && !SHOWN.includes(name));
  const facts = rest.length === 0 ? "" : JSON.stringify(Object.fromEntries(rest));
  return [head, body, facts].filter((part) => part !== "").join("\n\n");
}

function summaryOf(entry: Entry): string {
  const { data } = entry;
  const line = describe(entry) || asText(data.goal) || asText(data.message);
  if (line !== "" || entry.type !== "preference") return line;
  return `${asText(data.key)}: ${asText(data.value)}`;
}

/** Text as it is, any other JSON as its JSON text. */
function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
