import { describe, expect, it } from "vitest";
import { subjectKey } from "../../src/domain/accounts/denial-store.ts";
import type { EmailAddress } from "../../src/domain/accounts/email.ts";
import { parseEmail } from "../../src/domain/accounts/email.ts";
import type { NewUser, UserChanges } from "../../src/domain/accounts/user.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, useStore } from "./fixtures.ts";
import { fill } from "./isolation-fixture.ts";

const aUser = (parts: Partial<NewUser> = {}): NewUser => ({
  id: alice,
  timeZone: "UTC",
  identities: [],
  ...parts,
});
const email = (text: string): { readonly email: EmailAddress } => ({ email: parseEmail(text) });
const [carol, dave] = [parseOwner("carol"), parseOwner("dave")];
const ISSUER = "https://login.example";
const IDENTITY = { issuer: ISSUER, subject: "1" };
const NOTHING = { addedIdentities: [], removedIdentities: [] };
const taken = (param: string) => ({ code: "conflict", details: { param } });

/** Accounts and what belongs to their owners. */
export function describeUsers(name: string, open: Open): void {
  describe(`users on ${name}`, () => {
    const at = useStore(open);

    it("gives back an account as it was added, and lists accounts by id", async () => {
      const { users, accounts } = at.store;
      const identities = [
        { issuer: ISSUER, subject: "2" },
        { issuer: ISSUER, subject: "1" },
      ];
      const full = { ...email("Ada@Example.com"), phone: "+4930123456", displayName: "Ada 😀" };
      await users.add(aUser({ id: bob }), START);
      await users.add(aUser({ ...full, timeZone: "Europe/Berlin", identities }), START + 1);
      const ada = {
        id: alice,
        email: "ada@example.com",
        emailVerified: false,
        phone: "+4930123456",
        phoneVerified: false,
        displayName: "Ada 😀",
        timeZone: "Europe/Berlin",
        hasPassword: false,
        createdAt: START + 1,
      };
      expect(await users.find(alice)).toEqual(ada);
      expect((await users.list()).map(({ id }) => id)).toEqual([alice, bob]);
      expect((await users.list())[0]).toEqual(ada);
      expect(await users.identities(alice)).toEqual(identities.toReversed());
      expect(await users.identities(bob)).toEqual([]);
      expect(await accounts.findTimeZone(alice)).toBe("Europe/Berlin");
    });

    it("finds the one account with an e-mail address, verified or not, and no other", async () => {
      const { users, identities } = at.store;
      await users.add(aUser({ ...email("Ada@Example.com") }), START);
      expect(await users.findByEmail("ada@example.com")).toEqual(await users.find(alice));
      await identities.provision(IDENTITY, bob, { verifiedEmail: "bob@example.com" }, START);
      expect(await users.findByEmail("bob@example.com")).toMatchObject({ id: bob, emailVerified: true });
      for (const address of ["ada+x@example.com", "ada@example.co", "%@example.com", "", "ada"])
        expect(await users.findByEmail(address)).toBeUndefined();
      // Whom a provider has brought along has no canonical address that would keep a second one out.
      await identities.provision(
        { ...IDENTITY, subject: "2" },
        carol,
        { verifiedEmail: "c@example.com" },
        START,
      );
      await users.add(aUser({ id: dave, ...email("c@example.com") }), START);
      expect(await users.findByEmail("c@example.com")).toBeUndefined();
      await at.store.deletions.begin(bob, START);
      expect(await users.findByEmail("bob@example.com")).toBeUndefined();
    });

    it("refuses an id, a mailbox and an identity that are somebody's, and adds nothing then", async () => {
      const { users } = at.store;
      const identities = [{ issuer: ISSUER, subject: "1" }];
      await users.add(aUser({ ...email("j.doe@gmail.com"), identities }), START);
      await expect(users.add(aUser(), START)).rejects.toMatchObject(taken("id"));
      await expect(
        users.add(aUser({ id: bob, ...email("jdoe+x@googlemail.com") }), START),
      ).rejects.toMatchObject(taken("email"));
      await expect(users.add(aUser({ id: bob, identities }), START)).rejects.toMatchObject(taken("identity"));
      expect(await users.find(bob)).toBeUndefined();
      await users.add(
        aUser({ id: bob, identities: [{ issuer: "https://other.example", subject: "1" }] }),
        START,
      );
    });

    it("changes what is named, leaves the rest, and takes values away", async () => {
      const { users } = at.store;
      expect(await users.update(alice, { displayName: "Ada", ...NOTHING }, START)).toBe(false);
      const full = { ...email("ada@example.com"), phone: "+4930123456", displayName: "Ada" };
      await users.add(aUser({ ...full, timeZone: "Europe/Berlin" }), START);
      await users.add(aUser({ id: bob, ...full, ...email("bob@example.com") }), START);
      const before = await users.find(bob);
      expect(await users.update(alice, { displayName: "Augusta", ...NOTHING }, START + 1)).toBe(true);
      expect(await users.find(alice)).toMatchObject({
        email: "ada@example.com",
        phone: "+4930123456",
        displayName: "Augusta",
        timeZone: "Europe/Berlin",
        updatedAt: START + 1,
      });
      const none = { email: null, phone: null, displayName: null, timeZone: "UTC" };
      expect(await users.update(alice, { ...none, ...NOTHING }, START + 2)).toBe(true);
      expect(await users.find(alice)).toEqual({
        id: alice,
        emailVerified: false,
        phoneVerified: false,
        timeZone: "UTC",
        hasPassword: false,
        createdAt: START,
        updatedAt: START + 2,
      });
      expect(await users.find(bob)).toEqual(before);
      await users.add(aUser({ id: "carol" as typeof alice, ...email("ada@example.com") }), START);
    });

    it("an address that becomes another one is not verified, the same one stays as it was", async () => {
      const { users, identities } = at.store;
      await identities.provision(IDENTITY, alice, { verifiedEmail: "ada@example.com" }, START);
      expect(await users.find(alice)).toMatchObject({ emailVerified: true });
      await users.update(alice, { ...email("Ada@example.com"), displayName: "Ada", ...NOTHING }, START);
      expect(await users.find(alice)).toMatchObject({ emailVerified: true });
      await users.update(alice, { ...email("augusta@example.com"), ...NOTHING }, START);
      expect(await users.find(alice)).toMatchObject({ email: "augusta@example.com", emailVerified: false });
    });

    it("changes nothing when an address or identity is somebody else's, or one to remove is not there", async () => {
      const { users } = at.store;
      await users.add(aUser({ ...email("j.doe@gmail.com"), identities: [IDENTITY] }), START);
      await users.add(aUser({ id: bob, displayName: "Bob" }), START);
      const mine = { issuer: ISSUER, subject: "2" };
      const change = (parts: Partial<UserChanges>) =>
        users.update(bob, { displayName: "Robert", ...NOTHING, ...parts }, START);
      await expect(change(email("jdoe+x@googlemail.com"))).rejects.toMatchObject(taken("email"));
      await expect(change({ addedIdentities: [mine, IDENTITY] })).rejects.toMatchObject(taken("identity"));
      await expect(change({ addedIdentities: [mine], removedIdentities: [IDENTITY] })).rejects.toMatchObject({
        code: "not_found",
        details: { param: "remove-identity" },
      });
      expect(await users.find(bob)).toMatchObject({ displayName: "Bob" });
      expect(await users.identities(bob)).toEqual([]);
      expect(await users.identities(alice)).toEqual([IDENTITY]);
    });

    it("an identity that is removed is refused, by its address as well, until it is somebody's again", async () => {
      const { users, identities, denials } = at.store;
      const address = "ada@example.com";
      await users.add(aUser({ ...email(address), identities: [IDENTITY] }), START);
      await users.add(aUser({ id: bob }), START);
      const remove = { addedIdentities: [], removedIdentities: [IDENTITY] };
      const add = { addedIdentities: [IDENTITY], removedIdentities: [] };
      await users.update(alice, remove, START);
      expect(await identities.findUser(IDENTITY)).toBeUndefined();
      expect(await denials.list()).toEqual([{ subject: subjectKey(ISSUER, "1") }]);
      expect(await identities.link(IDENTITY, address, START)).toBeUndefined();
      const carol = "carol" as typeof alice;
      expect(await identities.provision(IDENTITY, carol, {}, START)).toBeUndefined();
      expect(await users.find(carol)).toBeUndefined();
      for (const _ of ["once", "again"]) await users.update(bob, add, START);
      expect(await denials.list()).toEqual([]);
      expect(await identities.findUser(IDENTITY)).toBe(bob);
    });

    it("gives an identity to one of two users who are to have it at once", async () => {
      const { users } = at.store;
      for (const id of [alice, bob]) await users.add(aUser({ id }), START);
      const add = { addedIdentities: [IDENTITY], removedIdentities: [] };
      const both = await Promise.allSettled([alice, bob].map((id) => users.update(id, add, START)));
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect([...(await users.identities(alice)), ...(await users.identities(bob))]).toEqual([IDENTITY]);
    });

    it("adds one of many with the same id that come at once", async () => {
      const all = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          at.store.users.add(aUser({ displayName: `${index}` }), START),
        ),
      );
      expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await at.store.users.list()).toHaveLength(1);
    });

    it("keeps the hash of a password, for accounts that there are, and shows only that there is one", async () => {
      const { users } = at.store;
      expect(await users.setPassword(alice, "hash", START)).toBe(false);
      await users.add(aUser(), START);
      expect(await users.findPassword(alice)).toBeUndefined();
      expect(await users.setPassword(alice, "$scrypt$…", START + 5)).toBe(true);
      expect(await users.findPassword(alice)).toBe("$scrypt$…");
      expect(await users.find(alice)).toMatchObject({ hasPassword: true, updatedAt: START + 5 });
      expect(JSON.stringify(await users.list())).not.toContain("scrypt");
      expect(await users.findPassword(bob)).toBeUndefined();
    });

    it("counts what an owner has, with and without an account", async () => {
      const { users } = at.store;
      const nothing = { rows: {}, entries: 0, trash: 0, tokens: 0, sessions: 0, grants: 0, passkeys: 0 };
      expect(await users.holdings(alice, START)).toEqual(nothing);
      await fill(at.store, alice);
      await fill(at.store, bob, "bob's ");
      at.clock.advance(5_000);
      await at.store.entries.insert(bob, anEntry(), author);
      const held = await users.holdings(alice, START + 1);
      expect(held).toMatchObject({ trash: 2, tokens: 1, sessions: 1, grants: 1, lastActivityAt: START });
      expect(held.entries).toBe((held.rows.entries ?? 0) - 2);
      expect(held.rows).toMatchObject({ reads: 1, actions: 1, action_tags: 1, baselines: 1, entry_links: 1 });
      expect(await users.holdings(bob, START)).toMatchObject({ lastActivityAt: START + 5_000 });
    });
  });
}
