import { ENTRY_TYPES, type EntryType } from "../entries/entry.ts";
import { normalText } from "./normal-text.ts";

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

/** Without any of these there is nothing to look for. */
const MEANING = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
const TOKEN = /(-)?(?:(tag|source|type):)?(?:"([^"]*)"|(\S+))/gi;

/**
 * Reads a query: words, `"a phrase"`, `-without`, `tag:x`, `source:x`, `type:x`; values with spaces are quoted. What is
 * excluded of a filter, as in `-tag:x`, is its value as a word.
 */
export function parseQuery(query: string): ParsedQuery {
  const parts: Parts = { words: [], phrases: [], excluded: [], tags: [], filters: {} };
  for (const [raw, minus, name, quoted, plain = ""] of straighten(query).matchAll(TOKEN)) {
    const isOperator = addOperator(parts, { minus, name, quoted, value: quoted ?? plain });
    // What is no operator is words, so that nothing of a query is lost.
    if (!isOperator) parts.words.push(raw);
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

interface Token {
  readonly minus: string | undefined;
  readonly name: string | undefined;
  readonly quoted: string | undefined;
  readonly value: string;
}

/** False for what is a word, or says nothing. */
function addOperator(parts: Parts, { minus, name, quoted, value }: Token): boolean {
  if (minus !== undefined) return addMeaning(parts.excluded, value);
  if (name !== undefined) return addFilter(parts, name.toLowerCase(), value);
  return quoted !== undefined && addMeaning(parts.phrases, value);
}

function addMeaning(list: string[], value: string): boolean {
  const means = MEANING.test(normalText(value));
  if (means) list.push(value);
  return means;
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

/** Typographic quotes mean the same, a quote that never closes is no operator, and a byte order mark is no space. */
function straighten(query: string): string {
  const text = query.replaceAll("\ufeff", "").replace(/[“”„«»]/g, '"');
  const quotes = text.split('"').length - 1;
  if (quotes % 2 === 0) return text;
  const last = text.lastIndexOf('"');
  return `${text.slice(0, last)} ${text.slice(last + 1)}`;
}

function isType(text: string): text is EntryType {
  return (ENTRY_TYPES as readonly string[]).includes(text);
}
