import type { Entry, EntryData, EntryVersion, Json } from "../entries/entry.ts";
import { type ContentInput, toContentText, withContent } from "../entries/note-content.ts";
import { AwarenessError, invalidParameter } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import { findViolations, pinOf, requireValid } from "./resolve-schema.ts";
import { validationFailed } from "./schema-errors.ts";
import type { SchemaName } from "./schema-store.ts";

type SchemaServices = Pick<Services, "store" | "validator">;

/** New content of a record, and the schema it was found valid against. */
export interface CheckedContent {
  readonly pin: SchemaName;
  readonly content: Json;
}

/**
 * Checks what a caller gives as a record's new content against the schema the record is pinned to.
 *
 * Text counts as the string it is. Many clients send JSON as text, so text that the schema refuses is taken as the
 * JSON it spells, when the schema accepts that. `null` that the schema refuses counts as not given when something
 * else is: older clients send it for every argument they do not use.
 * @returns `undefined` when no content was given.
 * @throws AwarenessError `schema_not_found`, `validation_failed`, `validation_error`.
 */
export async function checkRecordContent(
  services: SchemaServices,
  owner: OwnerId,
  record: Entry,
  given: { readonly content: unknown; readonly alone: boolean },
): Promise<CheckedContent | undefined> {
  if (given.content === undefined) return undefined;
  toContentText(given.content);
  const content = given.content as Json;
  const pin = pinOf(record.data);
  const wrong = await findViolations(services, owner, pin, content);
  if (wrong === undefined) return { pin, content };
  if (content === null && !given.alone) return undefined;
  const spelled = typeof content === "string" ? parseOrUndefined(content) : undefined;
  if (spelled === undefined) throw validationFailed(pin, wrong);
  const wrongSpelled = await findViolations(services, owner, pin, spelled);
  if (wrongSpelled === undefined) return { pin, content: spelled };
  throw validationFailed(pin, typeof spelled === "object" && spelled !== null ? wrongSpelled : wrong);
}

function parseOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * A record's data with the given fields replaced; its pin stays.
 * @throws AwarenessError `conflict`, retryable, when the record was moved to another schema since the check.
 */
export function withRecordContent(
  data: EntryData,
  input: ContentInput,
  checked: CheckedContent | undefined,
): EntryData {
  if (input.content_type !== undefined) {
    throw invalidParameter(
      "content_type",
      "A record's content is JSON of its schema; leave content_type out.",
    );
  }
  const { description, related_ids } = input;
  const next = withContent(data, { description, related_ids }, "");
  if (checked === undefined) return next;
  const pin = pinOf(data);
  if (pin.family !== checked.pin.family || pin.version !== checked.pin.version) {
    throw new AwarenessError(
      "conflict",
      "The record was moved to another schema just now. Repeat the call.",
      {
        retryable: true,
        details: { param: "content" },
      },
    );
  }
  return { ...next, content: checked.content };
}

/**
 * Checks an earlier state of a record against the schema that this state is pinned to.
 * @throws AwarenessError `schema_not_found`, `validation_failed`, `validation_error`.
 */
export async function requireValidVersion(
  services: SchemaServices,
  owner: OwnerId,
  { data }: EntryVersion,
): Promise<void> {
  await requireValid(services, owner, pinOf(data), data.content ?? null);
}
