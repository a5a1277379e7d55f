import { toIso } from "../clock.ts";
import { AwarenessError, entryNotFound, invalidParameter } from "../errors.ts";
import { languageOf } from "../language-of.ts";
import { type CheckedContent, checkRecordContent, withRecordContent } from "../schemas/record-content.ts";
import type { Caller, Services } from "../services.ts";
import type { Entry, EntryChange, EntryData, EntryType } from "./entry.ts";
import { type ContentInput, sameJson, withContent } from "./note-content.ts";
import { requireRelated } from "./relations.ts";

export interface UpdateEntryInput extends ContentInput {
  readonly entry_id: string;
  readonly tags?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly language?: string | undefined;
  /** Refuses the update unless this is the entry's current version. */
  readonly if_version?: number | undefined;
}

export interface UpdateEntryResult {
  readonly id: string;
  /** Last change of content, ISO 8601; the old one when nothing changed, `null` when there never was one. */
  readonly updated: string | null;
  readonly version: number;
}

const IMMUTABLE: readonly EntryType[] = ["status", "alert", "suppression"];
const EDITABLE_FIELDS = [
  "description",
  "tags",
  "source",
  "content",
  "content_type",
  "language",
  "related_ids",
] as const;

/**
 * Edits one entry in place; the previous version stays in the history. New content of a record must fit the schema the
 * record is pinned to.
 */
export async function updateEntry(
  services: Services,
  caller: Caller,
  input: UpdateEntryInput,
): Promise<UpdateEntryResult> {
  const changes = EDITABLE_FIELDS.some((field) => input[field] !== undefined && input[field] !== null);
  if (!changes && input.content === undefined) throw nothingToUpdate();
  const language = await languageOf(services, input.language, input.description, input.content);
  const checked = await checkContent(services, caller, input, changes);
  if (!changes && checked === undefined) throw nothingToUpdate();
  await requireRelated(services, caller.owner, input.related_ids);
  const entry = await services.store.entries.change(
    caller.owner,
    input.entry_id,
    (current) => planUpdate(current, input, language, checked),
    caller.author,
  );
  if (entry === undefined) throw entryNotFound(input.entry_id);
  return {
    id: entry.id,
    updated: entry.updatedAt === undefined ? null : toIso(entry.updatedAt),
    version: entry.version,
  };
}

function nothingToUpdate(): AwarenessError {
  return invalidParameter(
    "content",
    `Nothing to update. Give at least one of ${EDITABLE_FIELDS.join(", ")}.`,
  );
}

/** Content of a record, checked before the transaction, which must not wait for it; of other entries nothing. */
async function checkContent(
  services: Services,
  { owner }: Caller,
  input: UpdateEntryInput,
  changes: boolean,
): Promise<CheckedContent | undefined> {
  if (input.content === undefined) return undefined;
  const current = await services.store.entries.findById(owner, input.entry_id);
  if (current?.type !== "record") return undefined;
  requireVersion(current, input.if_version);
  return checkRecordContent(services, owner, current, { content: input.content, alone: !changes });
}

function planUpdate(
  current: Entry,
  input: UpdateEntryInput,
  language: string | undefined,
  checked: CheckedContent | undefined,
): EntryChange | undefined {
  requireEditable(current);
  requireVersion(current, input.if_version);
  const next = {
    source: input.source ?? current.source,
    tags: input.tags ?? current.tags,
    data: nextData(current, input, checked),
    language: input.language ? language : (current.language ?? language),
  };
  const same =
    next.source === current.source &&
    next.language === current.language &&
    sameJson(next.tags, current.tags) &&
    sameJson(next.data, current.data);
  return same ? undefined : { kind: "updated", ...next };
}

function nextData(current: Entry, input: UpdateEntryInput, checked: CheckedContent | undefined): EntryData {
  const { type, data } = current;
  if (type === "record") return withRecordContent(data, input, checked);
  const { content, content_type, description, source } = input;
  if (content_type !== undefined && (content ?? data.content) === undefined) {
    throw invalidParameter("content_type", "The entry has no content yet; give content as well.");
  }
  if (type === "intention" && description !== undefined) {
    // What an intention says is its goal: a description beside it would be shown by nothing.
    const { description: _, ...rest } = input;
    return { ...withContent(data, rest, "text/plain"), goal: description };
  }
  const next = withContent(data, input, "text/plain");
  return type === "preference" && source !== undefined ? { ...next, scope: source } : next;
}

function requireEditable(entry: Entry): void {
  if (entry.type === "schema") {
    throw new AwarenessError("schema_immutable", "Schemas never change; register a new version instead.", {
      details: { param: "entry_id", value: entry.id },
    });
  }
  if (IMMUTABLE.includes(entry.type)) {
    throw new AwarenessError(
      "not_found",
      "No entry that can be edited has this id; status, alert and suppression entries are immutable.",
      {
        details: { param: "entry_id", value: entry.id },
      },
    );
  }
}

/** @throws AwarenessError `conflict`, with the current version, when `wanted` is given and differs. */
export function requireVersion(entry: Entry, wanted: number | undefined): void {
  if (wanted === undefined || wanted === entry.version) return;
  throw new AwarenessError(
    "conflict",
    `The entry is at version ${entry.version}, not ${wanted}. Read it again, then repeat the change.`,
    { details: { param: "if_version", value: wanted, current_version: entry.version } },
  );
}
