import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "./backends.ts";
import type { Attacks, Call } from "./isolation-attacks.ts";

const ISSUER = "https://idp.example.org";
const OTHER = "https://other.example.org";
const STRANGER = { issuer: ISSUER, subject: "stranger" };
/** Like alice's, but not hers. */
const ADDRESSES = [
  "alice+canary@example.org",
  "a.lice@example.org",
  "alice@example.org.evil",
  "xalice@example.org",
];

/** The identity of an owner, with an address. */
export async function fillIdentity(store: Store, owner: OwnerId): Promise<void> {
  const profile = { verifiedEmail: `${owner}@example.org`, displayName: "Somebody" };
  await store.identities.provision({ issuer: ISSUER, subject: owner }, owner, profile, START);
}

/** What belongs to the identity of an owner. */
export function identityOf(store: Store, owner: OwnerId): readonly Promise<unknown>[] {
  return [
    store.identities.findUser({ issuer: ISSUER, subject: owner }),
    store.identities.findUser({ issuer: OTHER, subject: owner }),
    store.accounts.findTimeZone(owner),
  ];
}

const tie =
  (address: string): Call =>
  (store) =>
    store.identities.link(STRANGER, address, START);

/** A stranger comes with a name of their own, or alice's at another issuer. */
export const IDENTITY_ATTACKS: Attacks["identities"] = {
  findUser: [
    (store) => store.identities.findUser(STRANGER),
    (store) => store.identities.findUser({ issuer: OTHER, subject: "alice" }),
    (store) => store.identities.findUser({ issuer: ISSUER, subject: "Alice" }),
  ],
  link: [
    ...ADDRESSES.map(tie),
    // She has an identity of this issuer already.
    tie("alice@example.org"),
  ],
  provision: [
    (store) =>
      store.identities.provision(
        STRANGER,
        "stranger" as OwnerId,
        { verifiedEmail: "alice@example.org" },
        START,
      ),
  ],
};
