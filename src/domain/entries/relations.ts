import { AwarenessError } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";

/**
 * Checks that related entries are live entries of the same owner, so that no link can point at, or reveal, anything
 * of somebody else.
 * @throws AwarenessError `not_found` naming the first one that is not.
 */
export async function requireRelated(
  { store }: Pick<Services, "store">,
  owner: OwnerId,
  ids: readonly string[] | undefined,
): Promise<void> {
  for (const [index, id] of (ids ?? []).entries()) {
    if ((await store.entries.findById(owner, id)) !== undefined) continue;
    throw new AwarenessError("not_found", "No such entry to relate to; nothing was stored.", {
      details: { param: `related_ids[${index}]`, value: id },
    });
  }
}
