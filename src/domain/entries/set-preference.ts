import type { Caller, Services } from "../services.ts";
import type { EntryChange } from "./entry.ts";
import { sameJson } from "./note-content.ts";

export interface SetPreferenceInput {
  readonly key: string;
  readonly value: string;
  /** What the preference is about; with the key, its identity. */
  readonly scope: string;
}

export interface SetPreferenceResult {
  readonly id: string;
  readonly key: string;
  readonly scope: string;
}

/** Stores a preference in place of the one with the same key and scope. */
export async function setPreference(
  { store, newId }: Services,
  caller: Caller,
  { key, value, scope }: SetPreferenceInput,
): Promise<SetPreferenceResult> {
  const identity = { type: "preference", source: scope, logicalKey: key } as const;
  const { entry } = await store.entries.upsert(
    caller.owner,
    identity,
    { ...identity, id: newId(), tags: [], data: { key, value, scope } },
    ({ data }): EntryChange | undefined => {
      const next = { ...data, key, value, scope };
      return sameJson(next, data) ? undefined : { kind: "updated", data: next };
    },
    caller.author,
  );
  return { id: entry.id, key, scope };
}
