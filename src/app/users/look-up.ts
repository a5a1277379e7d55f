import type { Config } from "../../config/config.ts";
import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { User } from "../../domain/accounts/user.ts";
import type { Holdings } from "../../domain/accounts/user-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { Store } from "../../domain/store.ts";
import type { AppDeps } from "../deps.ts";
import { withExistingStore } from "../open-store.ts";

/** An owner; somebody who only writes has no account. */
export interface FoundUser {
  readonly id: OwnerId;
  readonly user: User | undefined;
  readonly identities: readonly Identity[];
  readonly holdings: Holdings;
}

export function listUsers(config: Config, deps: AppDeps): Promise<readonly User[]> {
  return withExistingStore(
    config,
    deps,
    () => [],
    (store) => store.users.list(),
  );
}

/** @throws AwarenessError `not_found` for somebody who has neither an account nor anything stored. */
export function showUser(config: Config, deps: AppDeps, id: string): Promise<FoundUser> {
  const owner = parseOwner(id, "id");
  const absent = (): never => {
    throw userNotFound(owner);
  };
  return withExistingStore(config, deps, absent, (store) => findUser(store, owner, deps.clock.now()));
}

/** @throws AwarenessError `not_found`. */
export async function findUser({ users }: Store, id: OwnerId, now: number): Promise<FoundUser> {
  const user = await users.find(id);
  const holdings = await users.holdings(id, now);
  if (user === undefined && Object.keys(holdings.rows).length === 0) throw userNotFound(id);
  return { id, user, identities: await users.identities(id), holdings };
}

/** What to say of somebody who has no account, perhaps something stored. */
export async function accountNotFound({ users }: Store, id: OwnerId, now: number): Promise<AwarenessError> {
  const { rows } = await users.holdings(id, now);
  if (Object.keys(rows).length === 0) return userNotFound(id);
  return new AwarenessError(
    "not_found",
    `"${id}" has no account, only what is stored; awareness user add ${id} gives one.`,
  );
}

export function userNotFound(id: OwnerId): AwarenessError {
  return new AwarenessError(
    "not_found",
    `The user "${id}" was not found; awareness user list shows who has an account.`,
  );
}
