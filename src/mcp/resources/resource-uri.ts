import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { JsonTemplate } from "./define-resource.ts";
import { ALL_RESOURCES, ALL_TEMPLATES } from "./index.ts";

/** Longest URI that can name anything here: a source of 200 characters, percent-encoded, is shorter. */
export const MAX_URI_CHARS = 2000;

/**
 * The variable's value in a URI of this template, percent-decoded once (RFC 3986 section 2.4); `undefined` for URIs of
 * other resources and for values that nothing stored can have.
 */
export function valueIn({ prefix }: JsonTemplate, uri: string): string | undefined {
  const href = uri.length <= MAX_URI_CHARS && URL.canParse(uri) ? new URL(uri).href : "";
  const rest = href.startsWith(prefix) ? href.slice(prefix.length) : "";
  if (rest === "" || /[/,]/.test(rest)) return undefined;
  try {
    const value = decodeURIComponent(rest);
    return value.includes("\0") ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Which entries the resource with this URI is made of; `undefined` when there can be no such resource. */
export function entriesBehind(uri: string): EntryFilter | undefined {
  const fixed = ALL_RESOURCES.find((resource) => resource.uri === uri);
  if (fixed !== undefined) return fixed.watches;
  for (const template of ALL_TEMPLATES) {
    const value = valueIn(template, uri);
    if (value !== undefined) return template.watches(value);
  }
  return undefined;
}
