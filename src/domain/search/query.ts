import { ENTRY_TYPES, type EntryType } from "../entries/entry.ts";

/** A query taken apart. Any text is a query; what is no operator is words. */
export interface ParsedQuery {
  /** Alternatives: an entry needs only one of them. */
  readonly words: string;
  /** Each must stand in an entry as it is. */
  readonly phrases: readonly string[];
  /** Words and phrases of which an entry may have none. */
  readonly excluded: readonly string[];
  /** `tag:` filters; an entry carries all of them. */
  readonly tags: readonly string[];
  /** `source:` and `type:` filters; several of a kind are alternatives of which no entry has two, so the last counts. */
  readonly source?: string;
  readonly type?: EntryType;
}

const TOKEN = /(-)?(?:(tag|source|type):)?(?:"([^"]*)"|(\S+))/gi;

/** Reads a query: words, `"a phrase"`, `-without`, `tag:x`, `source:x`, `type:x`; values with spaces are quoted. */
export function parseQuery(query: string): ParsedQuery {
  const parts: Parts = { words: [], phrases: [], excluded: [], tags: [], filters: {} };
  for (const [raw, minus, name, quoted, plain = ""] of straighten(query).matchAll(TOKEN)) {
    const value = quoted ?? plain;
    if (name === undefined) listFor(parts, minus, quoted).push(value);
    // What is no filter is words, so that nothing of a query is lost.
    else if (minus !== undefined || !addFilter(parts, name.toLowerCase(), value)) parts.words.push(raw);
  }
  const { words, phrases, excluded, tags, filters } = parts;
  return { words: words.join(" "), phrases, excluded, tags, ...filters };
}

interface Parts {
  readonly words: string[];
  readonly phrases: string[];
  readonly excluded: string[];
  readonly tags: string[];
  readonly filters: { source?: string; type?: EntryType };
}

function listFor(
  { words, phrases, excluded }: Parts,
  minus: string | undefined,
  quoted: string | undefined,
): string[] {
  if (minus !== undefined) return excluded;
  return quoted === undefined ? words : phrases;
}

/** False for what is no filter: no value, or no type that there is. */
function addFilter({ tags, filters }: Parts, name: string, value: string): boolean {
  if (value === "") return false;
  if (name === "tag") tags.push(value);
  else if (name === "source") filters.source = value;
  else if (isType(value)) filters.type = value;
  else return false;
  return true;
}

/** Typographic quotes mean the same, and a quote that never closes is no operator. */
function straighten(query: string): string {
  const text = query.replace(/[“”„«»]/g, '"');
  const quotes = text.split('"').length - 1;
  if (quotes % 2 === 0) return text;
  const last = text.lastIndexOf('"');
  return `${text.slice(0, last)} ${text.slice(last + 1)}`;
}

function isType(text: string): text is EntryType {
  return (ENTRY_TYPES as readonly string[]).includes(text);
}
