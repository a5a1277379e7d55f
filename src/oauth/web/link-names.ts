import { parseDisplayName } from "../../domain/accounts/user.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { WebParts } from "./parts.ts";

/** A display name as it was typed; none was wanted when it is empty. */
export function readDisplayName(
  typed: string,
): { readonly displayName?: string } | { readonly problem: string } {
  if (typed.trim() === "") return {};
  try {
    return { displayName: parseDisplayName(typed) };
  } catch (error) {
    if (error instanceof AwarenessError) return { problem: error.message };
    throw error;
  }
}

export async function renameAccount(
  { store, clock }: WebParts,
  owner: OwnerId,
  displayName: string,
): Promise<void> {
  await store.users.update(owner, { displayName, addedIdentities: [], removedIdentities: [] }, clock.now());
}
