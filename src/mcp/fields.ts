import { z } from "zod";
import { ENTRY_TYPES } from "../domain/entries/entry.ts";
import { LIMITS } from "../domain/limits.ts";
import { parseTimestamp, TIMESTAMP_HELP } from "../domain/timestamp.ts";

/** ISO 8601 text in, ms since 1970 out. */
const timestamp = () =>
  z.string().transform((text, context): number => {
    const ms = parseTimestamp(text);
    if (ms !== undefined) return ms;
    context.addIssue({
      code: "custom",
      message: "is not an ISO 8601 time such as 2026-07-28T09:00:00Z",
      params: { help_url: TIMESTAMP_HELP },
    });
    return z.NEVER;
  });

/** Argument fields that several tools share, so that each is checked the same way everywhere. */
export const fields = {
  id: () => z.string().min(1).max(LIMITS.idChars),
  /** An id that may be left out; empty counts as left out. */
  idOrEmpty: () => z.string().max(LIMITS.idChars).optional(),
  source: () => z.string().min(1).max(LIMITS.sourceChars),
  /** Empty means any source. */
  sourceOrEmpty: () => z.string().max(LIMITS.sourceChars),
  sourceFilter: () => z.string().max(LIMITS.sourceChars).optional(),
  tags: () => z.array(z.string().min(1).max(LIMITS.tagChars)).max(LIMITS.tags),
  description: () => z.string().min(1).max(LIMITS.descriptionChars),
  /** Any JSON; its size is checked where it is turned into text. */
  content: () => z.unknown().optional(),
  contentType: () => z.string().min(1).max(LIMITS.contentTypeChars).optional(),
  learnedFrom: () => z.string().max(LIMITS.learnedFromChars),
  logicalKey: () => z.string().max(LIMITS.logicalKeyChars).optional(),
  language: () => z.string().max(50).optional(),
  hint: () => z.string().max(LIMITS.hintChars).optional(),
  relatedIds: () => z.array(z.string().min(1).max(LIMITS.idChars)).max(LIMITS.relatedIds).optional(),
  entryType: () => z.enum(ENTRY_TYPES).optional(),
  mode: () => z.enum(["full", "list"]).optional(),
  limit: () => z.int().min(0).max(LIMITS.page).optional(),
  offset: () => z.int().min(0).max(1_000_000_000).optional(),
  cursor: () => z.string().min(1).max(LIMITS.cursorChars).optional(),
  timestamp: () => timestamp().optional(),
  alertId: () => z.string().min(1).max(LIMITS.alertIdChars),
  metric: () => z.string().max(LIMITS.metricChars).optional(),
  reason: () => z.string().max(LIMITS.reasonChars),
  platform: () => z.string().max(LIMITS.platformChars).optional(),
  /** A JSON object of bounded size. */
  object: () =>
    z.record(z.string(), z.unknown()).refine((value) => JSON.stringify(value).length <= LIMITS.objectChars, {
      message: `must be at most ${LIMITS.objectChars} characters as JSON`,
    }),
  version: () => z.int().min(1).max(Number.MAX_SAFE_INTEGER),
};

/** Result fields that several tools share. Results may carry more members than a schema names. */
export const results = {
  ok: () => z.literal("ok"),
  entry: () =>
    z.looseObject({
      id: z.string(),
      type: z.enum(ENTRY_TYPES),
      source: z.string(),
      tags: z.array(z.string()),
      created: z.string(),
      updated: z.string().nullable(),
      written_by: results.writtenBy().optional(),
    }),
  writtenBy: () =>
    z
      .looseObject({
        by: z.string(),
        client_id: z.string().optional(),
        token_id: z.string().optional(),
        client: z.string().optional().describe("As the client calls itself; not verified"),
        tool: z.string(),
      })
      .describe("Stamped by the server"),
  page: () => ({
    limit: z.int(),
    offset: z.int(),
    has_more: z.boolean(),
    next_cursor: z.string().optional(),
  }),
};
