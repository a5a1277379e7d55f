import type { Entry, EntryData, EntryType, Json } from "../domain/entries/entry.ts";
import { reach } from "./text-borders.ts";

/** What an entry says, as it is embedded. */
export interface ComposedText {
  /** A few short lines that say what the entry is; repeated in front of each chunk. */
  readonly head: string;
  /** Everything else, in full; may be empty. */
  readonly body: string;
}

/** What the text depends on. */
export type Composable = Pick<Entry, "type" | "source" | "tags" | "data">;

/** Most letters of a line in the head; a line that is longer stands in the body in full. */
const HEAD_WEIGHTS = { source: 80, tags: 120, description: 240 } as const;

/** Members of `data` that stand in the body with their name, in this order. */
const NAMED = ["goal", "message", "effect", "key", "value", "scope", "metrics", "inventory"] as const;

/** Suppressions are switches and schemas are code: neither is found by what it means. */
const NOT_EMBEDDED: readonly EntryType[] = ["suppression", "schema"];

export function isEmbeddable(type: EntryType): boolean {
  return !NOT_EMBEDDED.includes(type);
}

/** The text of an entry: what it is, then what it says, nothing cut off. */
export function composeText({ type, source, tags, data }: Composable): ComposedText {
  const facts = { source, tags: tags.join(", "), description: toText(data.description) };
  const head = [`type: ${type}`];
  const body: string[] = [];
  for (const name of ["source", "tags", "description"] as const) {
    const text = facts[name];
    const end = reach(text, 0, HEAD_WEIGHTS[name]);
    if (text !== "") head.push(`${name}: ${text.slice(0, end)}`);
    if (end < text.length) body.push(`${name}: ${text}`);
  }
  return { head: head.join("\n"), body: [...body, ...linesOf(data)].join("\n") };
}

function linesOf(data: EntryData): readonly string[] {
  const named = NAMED.map((name) => [name, toText(data[name])] as const)
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `${name}: ${text}`);
  const { content: value } = data;
  const content = value === undefined || value === null ? "" : toItem(value);
  return content === "" ? named : [...named, content];
}

/** Lists and objects as a person would jot them down, everything else as it is. */
function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (isList(value)) return value.map(toItem).join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, item]) => `${name}=${toItem(item)}`)
    .join(", ");
}

/** Text as it is, anything else as its JSON text. */
const toItem = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
