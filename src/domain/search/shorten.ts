import type { Entry } from "../entries/entry.ts";
import { asText } from "./fields.ts";

/** Longest content that a hit carries, UTF-16 code units: about 80 tokens. The whole is one `fetch` away. */
export const SHOWN_CONTENT = 320;

/** The entry without its content when that is long; `data.content_chars` says how long. */
export function shorten(entry: Entry): Entry {
  const { content, ...data } = entry.data;
  const { length } = asText(content);
  if (length <= SHOWN_CONTENT) return entry;
  return { ...entry, data: { ...data, content_chars: length } };
}
