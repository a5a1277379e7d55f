import { languageOf } from "../language-of.ts";
import type { Caller, Services } from "../services.ts";
import type { Entry, EntryChange } from "./entry.ts";
import { type ContentInput, sameJson, withContent } from "./note-content.ts";
import { requireRelated } from "./relations.ts";

export interface RememberInput extends ContentInput {
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly learned_from: string;
  /** With it, a later call with the same source and key updates the same note. */
  readonly logical_key?: string | undefined;
  readonly language?: string | undefined;
}

export interface RememberResult {
  readonly id: string;
  /** Present when a logical key was given. */
  readonly action?: "created" | "updated";
}

const DEFAULT_CONTENT_TYPE = "text/plain";

/** Stores a note, or brings the note with the same source and logical key up to date. */
export async function remember(
  services: Services,
  caller: Caller,
  input: RememberInput,
): Promise<RememberResult> {
  const language = await languageOf(services, input.language, input.description, input.content);
  await requireRelated(services, caller.owner, input.related_ids);
  const note = {
    id: services.newId(),
    type: "note" as const,
    source: input.source,
    tags: input.tags,
    data: withContent(
      { description: input.description, learned_from: input.learned_from },
      input,
      DEFAULT_CONTENT_TYPE,
    ),
    ...(language === undefined ? {} : { language }),
  };
  if (input.logical_key === undefined || input.logical_key === "") {
    const entry = await services.store.entries.insert(caller.owner, note, caller.author);
    return { id: entry.id };
  }
  const key = { type: note.type, source: input.source, logicalKey: input.logical_key };
  const { entry, created } = await services.store.entries.upsert(
    caller.owner,
    key,
    { ...note, logicalKey: input.logical_key },
    (current) => merge(current, input, language),
    caller.author,
  );
  return { id: entry.id, action: created ? "created" : "updated" };
}

function merge(current: Entry, input: RememberInput, language: string | undefined): EntryChange | undefined {
  const data = withContent(current.data, input, DEFAULT_CONTENT_TYPE);
  const next = {
    tags: input.tags,
    data,
    language: input.language ? language : (current.language ?? language),
  };
  const same =
    sameJson(next.tags, current.tags) && sameJson(data, current.data) && next.language === current.language;
  return same ? undefined : { kind: "updated", ...next };
}
