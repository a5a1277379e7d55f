import { invalidParameter } from "../errors.ts";
import { schemaInUse } from "../schemas/schema-in-use.ts";
import type { Caller, Services } from "../services.ts";
import type { EntryType } from "./entry.ts";
import { type Selector, TRASH_RETENTION_MS, type TrashOutcome } from "./trash-store.ts";

export interface DeleteInput {
  readonly entry_id?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly entry_type?: EntryType | undefined;
  /** Bulk deletes only count until this is true. */
  readonly confirm: boolean;
}

export type DeleteResult = Readonly<Record<string, unknown>> & {
  readonly status: "acknowledged" | "dry_run" | "ok";
};

/** Days for which trash can be restored. */
export const RECOVERABLE_DAYS = TRASH_RETENTION_MS / (24 * 60 * 60 * 1000);

/**
 * Moves one entry, or after a dry run many, to the trash. The first selector given counts: id, tags, source; what tags
 * make ineffective is named as `ignored`, so that nobody takes the count for a narrower one. Schemas that remaining records use stay.
 * @throws AwarenessError `schema_in_use` when the one entry is such a schema.
 */
export async function deleteEntries(
  services: Services,
  caller: Caller,
  input: DeleteInput,
): Promise<DeleteResult> {
  const { trash } = services.store;
  if (input.entry_id !== undefined && input.entry_id !== "") {
    const { schemasInUse } = await trash.trash(caller.owner, { by: "id", id: input.entry_id }, caller.author);
    if (schemasInUse.length > 0) throw await schemaInUse(services, caller.owner, input.entry_id);
    return {
      status: "acknowledged",
      entry_id: input.entry_id,
      recoverable_days: RECOVERABLE_DAYS,
      note: "If an entry with this id existed it is in the trash now; otherwise nothing happened.",
    };
  }
  const { selector, handles } = bulkSelector(input);
  if (!input.confirm) {
    const outcome = await trash.countTrashable(caller.owner, selector);
    const count = outcome.trashed;
    return {
      status: "dry_run",
      would_trash: count,
      ...handles,
      ...kept(outcome),
      message: `Nothing was deleted. Repeat with confirm=true to move ${count} ${count === 1 ? "entry" : "entries"} to the trash.`,
    };
  }
  const outcome = await trash.trash(caller.owner, selector, caller.author);
  const { trashed } = outcome;
  return { status: "ok", trashed, ...handles, ...kept(outcome), recoverable_days: RECOVERABLE_DAYS };
}

function kept({ schemasInUse }: TrashOutcome): object {
  return schemasInUse.length === 0 ? {} : { schemas_in_use: schemasInUse };
}

function bulkSelector(input: DeleteInput): { readonly selector: Selector; readonly handles: object } {
  const { tags, source, entry_type } = input;
  if (tags !== undefined && tags.length > 0) {
    const ignored = [...(source ? ["source"] : []), ...(entry_type === undefined ? [] : ["entry_type"])];
    return { selector: { by: "tags", tags }, handles: { tags, ...(ignored.length > 0 && { ignored }) } };
  }
  if (source !== undefined && source !== "") {
    return {
      selector: { by: "source", source, ...(entry_type === undefined ? {} : { type: entry_type }) },
      handles: { source, entry_type: entry_type ?? null },
    };
  }
  throw invalidParameter(
    "entry_id",
    "Say what to delete: entry_id, tags, or source (with or without entry_type).",
  );
}
