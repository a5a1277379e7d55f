import { AwarenessError, invalidParameter } from "../errors.ts";
import type { Caller, Services } from "../services.ts";

export interface RestoreInput {
  readonly entry_id?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

export type RestoreResult = Readonly<Record<string, unknown>> & {
  readonly status: "ok";
  readonly restored: number;
};

/** Brings entries back from the trash, one by id or all that carry every given tag. */
export async function restoreEntries(
  services: Services,
  caller: Caller,
  input: RestoreInput,
): Promise<RestoreResult> {
  if (input.entry_id !== undefined && input.entry_id !== "")
    return restoreOne(services, caller, input.entry_id);
  if (input.tags === undefined || input.tags.length === 0) {
    throw invalidParameter("entry_id", "Say what to restore: entry_id or tags. get_deleted lists the trash.");
  }
  const outcome = await services.store.trash.restore(
    caller.owner,
    { by: "tags", tags: input.tags },
    caller.author,
  );
  return {
    status: "ok",
    restored: outcome.restored,
    tags: input.tags,
    ...(outcome.conflicts.length > 0 ? { conflicts: outcome.conflicts } : {}),
  };
}

async function restoreOne(services: Services, caller: Caller, id: string): Promise<RestoreResult> {
  const outcome = await services.store.trash.restore(caller.owner, { by: "id", id }, caller.author);
  if (outcome.conflicts.length > 0) {
    throw new AwarenessError(
      "conflict",
      "A live entry has the same source and logical key. Delete it first, or keep it; the trashed one stays restorable.",
      { details: { param: "entry_id", value: id } },
    );
  }
  if (outcome.restored === 0) {
    throw new AwarenessError(
      "not_found",
      "Nothing in the trash has this id; get_deleted lists what can be restored.",
      {
        details: { param: "entry_id", value: id },
      },
    );
  }
  return { status: "ok", restored: outcome.restored, entry_id: id };
}
