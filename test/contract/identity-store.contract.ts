import { describe, expect, it } from "vitest";
import type { Identity } from "../../src/domain/accounts/identity-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, bob, useStore } from "./fixtures.ts";

const ISSUER = "https://one.example.org/";
const OTHER = "https://two.example.org";

export function anIdentity(subject: string, issuer = ISSUER): Identity {
  return { issuer, subject };
}

/** Which user somebody at an identity provider is. */
export function describeIdentities(name: string, open: Open): void {
  describe(`identities on ${name}`, () => {
    const at = useStore(open);
    /** A user with an address, known at another issuer. */
    const addUser = (id: typeof alice, verifiedEmail?: string) =>
      at.store.identities.provision(
        anIdentity(id, OTHER),
        id,
        verifiedEmail === undefined ? {} : { verifiedEmail },
        START,
      );

    it("finds the user of an identity, by issuer and subject to the last byte", async () => {
      const { identities } = at.store;
      expect(await identities.findUser(anIdentity("a"))).toBeUndefined();
      expect(await identities.provision(anIdentity("a"), alice, {}, START)).toBe(alice);
      expect(await identities.findUser(anIdentity("a"))).toBe(alice);
      const others = [
        anIdentity("A"),
        anIdentity("a "),
        anIdentity(""),
        anIdentity("a", ISSUER.slice(0, -1)),
        anIdentity("a", OTHER),
        anIdentity(ISSUER, "a"),
      ];
      for (const other of others) expect(await identities.findUser(other)).toBeUndefined();
    });

    it("makes a user once, whatever comes later under the same identity", async () => {
      const { identities, accounts } = at.store;
      await identities.provision(anIdentity("a"), alice, { displayName: "Alice" }, START);
      expect(await identities.provision(anIdentity("a"), bob, {}, START)).toBe(alice);
      expect(await identities.provision(anIdentity("a"), alice, {}, START)).toBe(alice);
      expect(await accounts.findTimeZone(alice)).toBe("UTC");
      expect(await accounts.findTimeZone(bob)).toBeUndefined();
    });

    it("makes one user when many meet the same identity at once", async () => {
      const { identities, accounts } = at.store;
      const ids = Array.from({ length: 12 }, (_, index) => `user-${index}` as typeof alice);
      const answers = await Promise.all(
        ids.map((id) => identities.provision(anIdentity("a"), id, {}, START)),
      );
      expect(new Set(answers).size).toBe(1);
      const made = await Promise.all(ids.map((id) => accounts.findTimeZone(id)));
      expect(made.filter((zone) => zone !== undefined)).toHaveLength(1);
    });

    it("ties an identity to the user with the address, and finds them by it from then on", async () => {
      const { identities } = at.store;
      await addUser(alice, "alice@example.org");
      expect(await identities.link(anIdentity("a"), "alice@example.org", START)).toBe(alice);
      expect(await identities.findUser(anIdentity("a"))).toBe(alice);
      expect(await identities.link(anIdentity("a"), "alice@example.org", START)).toBe(alice);
    });

    it("takes no address for another one", async () => {
      const { identities } = at.store;
      await addUser(alice, "a.lice@gmail.example");
      for (const address of [
        "alice@gmail.example",
        "a.lice+tag@gmail.example",
        "a.lice@googlemail.example",
        "a.lice@gmail.example.org",
        "_.lice@gmail.example",
        "%",
        "",
      ]) {
        expect(await identities.link(anIdentity("a"), address, START)).toBeUndefined();
      }
      expect(await identities.findUser(anIdentity("a"))).toBeUndefined();
    });

    it("leaves a user alone who has an identity of this issuer", async () => {
      const { identities } = at.store;
      await identities.provision(anIdentity("first"), alice, { verifiedEmail: "alice@example.org" }, START);
      expect(await identities.link(anIdentity("second"), "alice@example.org", START)).toBeUndefined();
      expect(await identities.findUser(anIdentity("second"))).toBeUndefined();
    });

    it("ties one of two identities that come at once with the same address", async () => {
      const { identities } = at.store;
      await addUser(alice, "alice@example.org");
      const subjects = Array.from({ length: 8 }, (_, index) => `s${index}`);
      const answers = await Promise.all(
        subjects.map((subject) => identities.link(anIdentity(subject), "alice@example.org", START)),
      );
      expect(answers.filter((owner) => owner === alice)).toHaveLength(1);
      const found = await Promise.all(subjects.map((subject) => identities.findUser(anIdentity(subject))));
      expect(found).toEqual(answers);
    });

    it("leaves an identity where it is, whatever its address is now", async () => {
      const { identities } = at.store;
      await addUser(alice, "alice@example.org");
      await identities.provision(anIdentity("b"), bob, {}, START);
      expect(await identities.link(anIdentity("b"), "alice@example.org", START)).toBe(bob);
    });

    it("keeps the address of a new user only when nobody has it", async () => {
      const { identities } = at.store;
      await addUser(alice, "alice@example.org");
      await addUser(bob, "alice@example.org");
      expect(await identities.link(anIdentity("a"), "alice@example.org", START)).toBe(alice);
    });
  });
}
