import { describe, expect, it } from "vitest";
import { parseEmail } from "../../src/domain/accounts/email.ts";
import type { NewUser } from "../../src/domain/accounts/user.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, useStore } from "./fixtures.ts";
import { belongingsOf, fill, textOf } from "./isolation-fixture.ts";
import { fillPasskey } from "./isolation-oauth.ts";
import { aGrant } from "./oauth-fixtures.ts";

const EMAIL = "alice@example.org";
const ISSUER = "https://login.example";
const aUser = (): NewUser => ({
  id: alice,
  timeZone: "UTC",
  displayName: "Alice",
  email: parseEmail(EMAIL),
  identities: [{ issuer: ISSUER, subject: "1" }],
});

/** Owners that are deleted for good. */
export function describeDeletions(name: string, open: Open): void {
  describe(`deletions on ${name}`, () => {
    const at = useStore(open);

    async function fillBoth(): Promise<void> {
      await fill(at.store, alice);
      await fill(at.store, bob, "bob's ");
      await at.store.users.add(aUser(), START);
      await fillPasskey(at.store);
      await at.store.search.update({ all: true });
    }

    const deleteAlice = async () => {
      const begun = await at.store.deletions.begin(alice, START);
      await at.store.deletions.remove(alice);
      return { begun, removed: await at.store.deletions.end(alice) };
    };

    it("removes every row of the owner, and none of another one", async () => {
      await fillBoth();
      const held = await at.store.users.holdings(alice, START);
      const before = await belongingsOf(at.store, bob, "bob's ");
      const { begun, removed } = await deleteAlice();
      expect(begun).toEqual({ resumed: false, wasSignedIn: true });
      expect(removed).toEqual({ begunAt: START, rows: { ...held.rows, users: 1, identities: 1 } });
      expect(Object.keys(held.rows)).toHaveLength(22);
      expect((await at.store.users.holdings(alice, START)).rows).toEqual({});
      expect(await at.store.users.find(alice)).toBeUndefined();
      expect(await at.store.users.identities(alice)).toEqual([]);
      expect(textOf(await belongingsOf(at.store, bob, "bob's "))).toBe(textOf(before));
    });

    it("knows nothing of a stranger, and of nobody any more who was deleted", async () => {
      expect(await at.store.deletions.begin(alice, START)).toBeUndefined();
      expect(await at.store.deletions.end(alice)).toBeUndefined();
      await fillBoth();
      await deleteAlice();
      expect(await at.store.deletions.begin(alice, START)).toBeUndefined();
      await at.store.deletions.remove(alice);
      expect((await at.store.users.holdings(bob, START)).rows.entries).toBeGreaterThan(0);
    });

    it("lets nobody be linked to the account from its beginning on", async () => {
      await fillBoth();
      await at.store.deletions.begin(alice, START);
      const stranger = { issuer: "https://other.example", subject: "9" };
      expect(await at.store.identities.link(stranger, EMAIL, START)).toBeUndefined();
      expect(await at.store.identities.findUser({ issuer: ISSUER, subject: "1" })).toBeUndefined();
    });

    it("revokes and ends at its beginning what lets the owner in", async () => {
      await fillBoth();
      await at.store.deletions.begin(alice, START);
      expect(await at.store.tokens.listRevoked(START)).toEqual(["token"]);
      expect(await at.store.sessions.find(alice, "session")).toBeUndefined();
      expect(await at.store.sessions.find(bob, "bob's session")).toBeDefined();
      expect(await at.store.grants.listRevoked(START - 1)).toEqual(["grant"]);
      expect(await at.store.oauthRecords.find("session", "session")).toBeUndefined();
      expect(await at.store.oauthRecords.find("refresh", "refresh")).toBeUndefined();
      expect(await at.store.oauthRecords.find("session", "bob's session")).toBeDefined();
      expect(await at.store.entries.count(alice, {})).toBeGreaterThan(0);
    });

    it("was signed in who has nothing but a client that is let in", async () => {
      await at.store.grants.save(aGrant("g"));
      expect(await at.store.deletions.begin(alice, START)).toEqual({ resumed: false, wasSignedIn: true });
    });

    it("is gone on with after an interruption, and counts what was removed before", async () => {
      await fillBoth();
      const held = await at.store.users.holdings(alice, START);
      await at.store.deletions.begin(alice, START);
      await at.store.deletions.remove(alice);
      expect(await at.store.deletions.begin(alice, START + 9)).toEqual({ resumed: true, wasSignedIn: false });
      await at.store.deletions.remove(alice);
      const removed = await at.store.deletions.end(alice);
      expect(removed).toEqual({ begunAt: START, rows: { ...held.rows, users: 1, identities: 1 } });
    });

    it("of two at once one has the receipt, and both leave nothing", async () => {
      await fillBoth();
      const both = await Promise.all([deleteAlice(), deleteAlice()]);
      expect(both.filter(({ removed }) => removed !== undefined)).toHaveLength(1);
      expect((await at.store.users.holdings(alice, START)).rows).toEqual({});
      expect(both.flatMap(({ removed }) => removed?.rows.users ?? [])).toEqual([1]);
    });

    it("leaves the name to somebody who begins with nothing, above all revs that there were", async () => {
      await fillBoth();
      const before = await at.store.entries.list(alice, {}, EVERYTHING);
      const highest = Math.max(...before.map(({ rev }) => rev));
      await deleteAlice();
      await at.store.users.add(aUser(), START);
      const made = await at.store.entries.insert(alice, anEntry({ id: "live" }), author);
      expect(made.rev).toBeGreaterThan(highest);
      const keyed = await at.store.entries.insert(alice, anEntry({ logicalKey: "k" }), author);
      expect(keyed.rev).toBe(made.rev + 1);
      expect(await at.store.history.list(alice, "live", EVERYTHING)).toHaveLength(1);
      expect((await at.store.users.holdings(alice, START)).rows).toMatchObject({ entries: 2 });
      const { hits } = await at.store.search.search(alice, { query: "CANARY", filter: {}, limit: 10 });
      expect(hits).toEqual([]);
    });
  });
}
