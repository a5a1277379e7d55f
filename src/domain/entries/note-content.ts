import { invalidParameter } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import type { EntryData, Json } from "./entry.ts";

/** Fields of free-form entries that a caller may set or replace. */
export interface ContentInput {
  readonly description?: string | undefined;
  /** Text, or JSON that is kept as its JSON text. */
  readonly content?: unknown;
  readonly content_type?: string | undefined;
  readonly related_ids?: readonly string[] | undefined;
}

/**
 * Content as stored: text as it is, anything else as its JSON text.
 * @throws AwarenessError `invalid_parameter` over the size limit.
 */
export function toContentText(content: unknown): string | undefined {
  if (content === undefined || content === null) return undefined;
  const text = typeof content === "string" ? content : JSON.stringify(content);
  if (text.length > LIMITS.contentChars) {
    throw invalidParameter(
      "content",
      `content is ${text.length} characters; at most ${LIMITS.contentChars} are accepted. Split it into several entries.`,
    );
  }
  return text;
}

/** `data` with the given fields replaced; fields not given stay. Adding a field that was absent counts as a change. */
export function withContent(data: EntryData, input: ContentInput, defaultContentType: string): EntryData {
  const content = toContentText(input.content);
  const next: Record<string, Json> = { ...data };
  if (input.description !== undefined) next.description = input.description;
  if (content !== undefined) {
    next.content = content;
    next.content_type = input.content_type ?? data.content_type ?? defaultContentType;
  } else if (input.content_type !== undefined && data.content !== undefined) {
    next.content_type = input.content_type;
  }
  if (input.related_ids !== undefined) next.related_ids = [...new Set(input.related_ids)];
  return next;
}

/** Equality of JSON values, member order of objects not counting. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      sameJson((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
