import type { Entry, EntryData, Json } from "../entries/entry.ts";
import { describe } from "../entries/entry-json.ts";

/** Where in an entry a word stands. `detail` is what a type says besides: goal, message, effect, value, reason. */
export const FIELDS = ["description", "tags", "content", "detail", "source", "key"] as const;
export type Field = (typeof FIELDS)[number];

/** What is needed of an entry to index it. */
export type Indexable = Pick<Entry, "type" | "source" | "tags" | "data" | "logicalKey">;

const DETAILS = [
  "goal",
  "message",
  "effect",
  "value",
  "constraints",
  "reason",
  "details",
  "metrics",
  "inventory",
  "schema",
  "learned_from",
] as const;
const KEYS = ["key", "alert_id", "family", "schema_ref", "metric"] as const;

/** The texts of an entry by field, in order; empty ones are left out. */
export function fieldTexts(entry: Indexable): readonly (readonly [field: number, text: string])[] {
  const { data } = entry;
  const description = describe(entry);
  const texts: readonly (readonly [Field, string])[] = [
    ["description", description],
    ["tags", entry.tags.join("\n")],
    ["content", asText(data.content)],
    ["detail", pick(data, DETAILS, description)],
    ["source", entry.source],
    ["key", [entry.logicalKey ?? "", pick(data, KEYS, "")].filter((text) => text !== "").join("\n")],
  ];
  return texts
    .filter(([, text]) => text !== "")
    .map(([field, text]) => [FIELDS.indexOf(field), text] as const);
}

function pick(data: EntryData, names: readonly string[], except: string): string {
  const texts = names.map((name) => asText(data[name]));
  return texts.filter((text) => text !== "" && text !== except).join("\n");
}

/** Text as it is, any other JSON as its JSON text. */
export function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
