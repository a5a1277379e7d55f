import type { Config } from "../../config/config.ts";
import { parseEmail } from "../../domain/accounts/email.ts";
import {
  isSameIdentity,
  parseDisplayName,
  parseIdentities,
  parseTimeZone,
  type UserChanges,
} from "../../domain/accounts/user.ts";
import { invalidParameter } from "../../domain/errors.ts";
import { parseOwner } from "../../domain/owner.ts";
import type { AppDeps } from "../deps.ts";
import { withStore } from "../open-store.ts";
import { accountNotFound } from "./look-up.ts";
import { parsePhone } from "./phone.ts";

/** As it was typed; `none` takes a value away. */
export interface UpdateRequest {
  readonly id: string;
  readonly email?: string | undefined;
  readonly displayName?: string | undefined;
  readonly phone?: string | undefined;
  readonly timezone?: string | undefined;
  /** Each an issuer, a space and a subject. */
  readonly identities: readonly string[];
  readonly removedIdentities: readonly string[];
}

/**
 * Changes an account, all of it or nothing.
 * @throws AwarenessError `invalid_parameter` before anything is opened; `conflict` for what is somebody else's; `not_found`
 * for somebody without an account, and for an identity to be removed that is not the user's.
 */
export async function updateUser(config: Config, deps: AppDeps, request: UpdateRequest): Promise<void> {
  const id = parseOwner(request.id, "id");
  const changes = await parseChanges(request);
  await withStore(config, deps, async (store) => {
    const now = deps.clock.now();
    if (!(await store.users.update(id, changes, now))) throw await accountNotFound(store, id, now);
  });
}

async function parseChanges(request: UpdateRequest): Promise<UserChanges> {
  const { email, displayName, phone, timezone } = request;
  const addedIdentities = parseIdentities(request.identities);
  const removedIdentities = parseIdentities(request.removedIdentities, "remove-identity");
  if (removedIdentities.some((one) => addedIdentities.some((other) => isSameIdentity(one, other)))) {
    throw invalidParameter("remove-identity", "An identity cannot be added and removed at once.");
  }
  return {
    ...(email === undefined ? {} : { email: isNone(email) ? null : parseEmail(email) }),
    ...(phone === undefined ? {} : { phone: isNone(phone) ? null : await parsePhone(phone) }),
    ...(displayName === undefined
      ? {}
      : { displayName: isNone(displayName) ? null : parseDisplayName(displayName) }),
    ...(timezone === undefined ? {} : { timeZone: parseTimeZone(timezone) }),
    addedIdentities,
    removedIdentities,
  };
}

function isNone(text: string): boolean {
  return text.trim() === "none";
}
