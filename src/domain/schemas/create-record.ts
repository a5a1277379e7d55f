import type { Entry, EntryChange, EntryData, Json } from "../entries/entry.ts";
import { sameJson, toContentText } from "../entries/note-content.ts";
import { languageOf } from "../language-of.ts";
import type { Caller, Services } from "../services.ts";
import { requireValid } from "./resolve-schema.ts";

export interface CreateRecordInput {
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  /** A later call with the same source and key updates the same record. */
  readonly logical_key: string;
  /** Family of the schema. */
  readonly schema_ref: string;
  readonly schema_version: string;
  /** Any JSON that the schema accepts, `null` included; kept as it is. */
  readonly content: Json;
  readonly learned_from: string;
  readonly language?: string | undefined;
}

export interface CreateRecordResult {
  readonly id: string;
  readonly action: "created" | "updated";
}

/**
 * Stores a record, or brings the one with the same source and logical key up to date. A record is pinned to the
 * schema it is saved with; saving it with another version moves the pin.
 * @throws AwarenessError `schema_not_found`, `validation_failed`, `validation_error`.
 */
export async function createRecord(
  services: Services,
  caller: Caller,
  input: CreateRecordInput,
): Promise<CreateRecordResult> {
  const { source, tags, description, logical_key, schema_ref, schema_version, content, learned_from } = input;
  const language = await languageOf(services, input.language, description);
  toContentText(content);
  await requireValid(services, caller.owner, { family: schema_ref, version: schema_version }, content);
  const { entry, created } = await services.store.entries.upsert(
    caller.owner,
    { type: "record", source, logicalKey: logical_key },
    {
      id: services.newId(),
      type: "record",
      source,
      tags,
      data: { schema_ref, schema_version, content, description, learned_from },
      logicalKey: logical_key,
      ...(language === undefined ? {} : { language }),
    },
    (current) => merge(current, input, language),
    caller.author,
  );
  return { id: entry.id, action: created ? "created" : "updated" };
}

function merge(
  current: Entry,
  input: CreateRecordInput,
  language: string | undefined,
): EntryChange | undefined {
  const { tags, description, schema_ref, schema_version, content } = input;
  const data: EntryData = { ...current.data, schema_ref, schema_version, content, description };
  const next = { tags, data, language: input.language ? language : (current.language ?? language) };
  const same =
    sameJson(tags, current.tags) && sameJson(data, current.data) && next.language === current.language;
  return same ? undefined : { kind: "updated", ...next };
}
