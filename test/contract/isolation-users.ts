import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "./backends.ts";
import type { Attacks } from "./isolation-attacks.ts";

const deleteAll = async ({ deletions }: Store, who: OwnerId) => {
  const begun = await deletions.begin(who, START);
  await deletions.remove(who);
  return [begun, await deletions.end(who)];
};

const HERS = { issuer: "https://idp.example.org", subject: "alice" };

/** `list` is an operator's, `findByEmail` that of a page on which people sign in; alice has no account, so that it tells strangers nothing. */
export const USER_ATTACKS: Attacks["users"] = {
  add: [(store, id) => store.users.add({ id, timeZone: "UTC", identities: [] }, START).catch(() => {})],
  update: [
    (store, who) =>
      store.users.update(
        who,
        { displayName: "taken over", addedIdentities: [HERS], removedIdentities: [HERS] },
        START,
      ),
  ],
  list: [(store) => store.users.list()],
  find: [(store, who) => store.users.find(who)],
  findByEmail: [(store) => store.users.findByEmail("alice@example.com")],
  identities: [(store, who) => store.users.identities(who)],
  holdings: [(store, who) => store.users.holdings(who, START)],
  setPassword: [(store, who) => store.users.setPassword(who, "hash", START)],
  findPassword: [(store, who) => store.users.findPassword(who)],
};

export const DELETION_ATTACKS: Attacks["deletions"] = {
  begin: [(store, who) => store.deletions.begin(who, START)],
  remove: [deleteAll, (store, who) => store.deletions.remove(who)],
  end: [(store, who) => store.deletions.end(who)],
};
