import type { OwnerId } from "../../domain/owner.ts";
import type { AccountView } from "../pages/account.ts";
import { ACCOUNT_PATH } from "../server/routes.ts";
import { listConnected } from "./connected-clients.ts";
import type { WebParts } from "./parts.ts";

/** What the page of an account shows. */
export async function viewAccount(parts: WebParts, owner: OwnerId, csrf: string): Promise<AccountView> {
  const { store, address, ceremonies } = parts;
  const user = await store.users.find(owner);
  const path = `${address.basePath}${ACCOUNT_PATH}`;
  return {
    base: address.basePath,
    csrf,
    user: owner,
    ...(user?.displayName === undefined ? {} : { displayName: user.displayName }),
    clients: await listConnected(parts, owner),
    passkeys: (await store.passkeys.list(owner)).map(({ id, name, createdAt, usedAt }) => ({
      id,
      name,
      since: createdAt,
      ...(usedAt === undefined ? {} : { lastUse: usedAt }),
    })),
    canAddPasskey: ceremonies !== undefined,
    hasPassword: user?.hasPassword ?? false,
    actions: {
      revoke: `${path}/revoke`,
      removePasskey: `${path}/remove-passkey`,
      addPasskey: `${path}/add-passkey`,
      passkeyOptions: `${path}/passkey-options`,
      changePassword: `${path}/password`,
      signOut: `${path}/sign-out`,
      signOutEverywhere: `${path}/sign-out-everywhere`,
    },
  };
}
