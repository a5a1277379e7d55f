import { describe, expect, it } from "vitest";
import type { Grant } from "../../src/domain/oauth/grant-store.ts";
import type { RecordKind } from "../../src/domain/oauth/record-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, otherAuthor, useStore } from "./fixtures.ts";
import { aGrant, aRecord } from "./oauth-fixtures.ts";

const KINDS: readonly RecordKind[] = ["session", "interaction", "code", "refresh", "assertion"];

/** What people have allowed clients to do. */
export function describeGrants(name: string, open: Open): void {
  describe(`OAuth grants on ${name}`, () => {
    const at = useStore(open);
    const save = async (...grants: readonly Grant[]) => {
      for (const grant of grants) await at.store.grants.save(grant);
    };
    const idsOf = (grants: readonly Grant[]) => grants.map(({ id }) => id);

    it("come back as they were saved", async () => {
      const whole = aGrant("whole", { sources: ["work", "ä"], usedAt: START + 1, revokedAt: START + 2 });
      const bare = aGrant("bare", { scopes: [] });
      await save(whole, bare);
      expect(await at.store.grants.find("whole")).toEqual(whole);
      expect(await at.store.grants.find("bare")).toEqual(bare);
      expect(await at.store.grants.find("unknown")).toBeUndefined();
    });

    it("are replaced by those of the same owner, and keep a use that was noted meanwhile", async () => {
      await save(aGrant("g"), aGrant("used", { usedAt: START + 1 }));
      await at.store.grants.use("g", START + 9);
      await at.store.grants.use("g", START + 5);
      const next = aGrant("g", {
        clientId: "other",
        clientName: "Other",
        redirectHost: "other.example",
        scopes: ["memory:delete"],
        sources: [],
        payload: "[]",
        createdAt: START + 1,
        expiresAt: START + 2000,
      });
      await save(next, aGrant("used", { usedAt: START + 7 }));
      expect(await at.store.grants.find("g")).toEqual({ ...next, usedAt: START + 9 });
      expect((await at.store.grants.find("used"))?.usedAt).toBe(START + 7);
    });

    it("stay as they are when they are revoked, or somebody else's", async () => {
      await save(aGrant("revoked"), aGrant("hers"));
      await at.store.grants.revoke("revoked", START + 1);
      await save(aGrant("revoked", { clientName: "back" }), aGrant("hers", { owner: bob, payload: "his" }));
      expect(await at.store.grants.find("revoked")).toEqual(aGrant("revoked", { revokedAt: START + 1 }));
      expect(await at.store.grants.find("hers")).toEqual(aGrant("hers"));
      expect(await at.store.grants.list(START, bob)).toEqual([]);
    });

    it("are listed newest first while they count, of one owner or of all", async () => {
      await save(
        aGrant("old"),
        aGrant("new", { createdAt: START + 1 }),
        aGrant("his", { owner: bob, createdAt: START + 2 }),
        aGrant("expired", { expiresAt: START + 1 }),
        aGrant("revoked", { revokedAt: START }),
      );
      expect(idsOf(await at.store.grants.list(START + 1, alice))).toEqual(["new", "old"]);
      expect(idsOf(await at.store.grants.list(START + 1))).toEqual(["his", "new", "old"]);
      expect(idsOf(await at.store.grants.list(START, alice))).toContain("expired");
    });

    it("are revoked once, with their codes and refresh tokens and nobody else's", async () => {
      await save(aGrant("g"), aGrant("other"), aGrant("expired", { expiresAt: START }));
      for (const grantId of ["g", "other"])
        for (const kind of KINDS)
          await at.store.oauthRecords.save(aRecord(grantId, { kind, grantId, owner: alice }));
      expect(await at.store.grants.revoke("g", START + 5)).toBe(true);
      expect(await at.store.grants.revoke("g", START + 9)).toBe(false);
      expect(await at.store.grants.revoke("expired", START)).toBe(false);
      expect(await at.store.grants.revoke("unknown", START)).toBe(false);
      expect((await at.store.grants.find("g"))?.revokedAt).toBe(START + 5);
      const left = async (key: string) => {
        const found = await Promise.all(KINDS.map((kind) => at.store.oauthRecords.find(kind, key)));
        return found.flatMap((record) => record?.kind ?? []);
      };
      expect(await left("g")).toEqual(["session", "interaction", "assertion"]);
      expect(await left("other")).toEqual(KINDS);
    });

    it("are revoked by one caller when several do it at once", async () => {
      await save(aGrant("g"));
      const revoked = await Promise.all([1, 2, 3, 4, 5].map(() => at.store.grants.revoke("g", START)));
      expect(revoked.filter(Boolean)).toHaveLength(1);
    });

    it("of a client are revoked together, of one owner or of all", async () => {
      const his = { owner: bob };
      await save(
        aGrant("a"),
        aGrant("b"),
        aGrant("other", { clientId: "x" }),
        aGrant("c", his),
        aGrant("d", his),
      );
      await save(aGrant("expired", { expiresAt: START }));
      for (const grantId of ["a", "c", "other"]) {
        const owner = grantId === "c" ? bob : alice;
        await at.store.oauthRecords.save(aRecord(grantId, { kind: "refresh", grantId, owner }));
      }
      const { clientId } = aGrant("a");
      const left = async () => {
        const keys = ["a", "c", "other"];
        const found = await Promise.all(keys.map((key) => at.store.oauthRecords.find("refresh", key)));
        return found.flatMap((record) => record?.key ?? []);
      };
      expect(await at.store.grants.revokeClient(clientId, START, alice)).toBe(2);
      expect(await at.store.grants.revokeClient(clientId, START, alice)).toBe(0);
      expect(await left()).toEqual(["c", "other"]);
      expect(await at.store.grants.revokeClient(clientId, START)).toBe(2);
      expect(await left()).toEqual(["other"]);
      expect(idsOf(await at.store.grants.list(START))).toEqual(["other"]);
    });

    it("that were revoked are listed as long as a token of theirs may be about", async () => {
      await save(aGrant("a"), aGrant("b"), aGrant("c"));
      await at.store.grants.revoke("a", START + 5);
      await at.store.grants.revoke("b", START + 9);
      expect([...(await at.store.grants.listRevoked(START + 4))].sort()).toEqual(["a", "b"]);
      expect(await at.store.grants.listRevoked(START + 5)).toEqual(["b"]);
      expect(await at.store.grants.listRevoked(START + 9)).toEqual([]);
    });

    it("are swept when they have ended long ago", async () => {
      await save(
        aGrant("a", { revokedAt: START }),
        aGrant("b", { expiresAt: START }),
        aGrant("c", { revokedAt: START + 1, expiresAt: START + 1 }),
        aGrant("d"),
      );
      expect(await at.store.grants.sweep(START)).toBe(0);
      expect(await at.store.grants.sweep(START + 1)).toBe(2);
      expect(await at.store.grants.find("a")).toBeUndefined();
      expect(await at.store.grants.find("c")).toBeDefined();
    });

    it("say how much a client has written: every version, deleted ones too, for one owner", async () => {
      const clientId = author.clientId ?? "";
      expect(await at.store.grants.countWrites(alice, clientId)).toBe(0);
      await at.store.entries.insert(alice, anEntry({ id: "a" }), author);
      await at.store.entries.insert(alice, anEntry({ id: "b" }), author);
      await at.store.entries.insert(alice, anEntry({ id: "c" }), otherAuthor);
      await at.store.entries.insert(bob, anEntry({ id: "a" }), author);
      await at.store.entries.change(alice, "a", () => ({ kind: "updated", tags: ["x"] }), author);
      await at.store.entries.change(alice, "a", () => ({ kind: "updated", tags: ["y"] }), otherAuthor);
      await at.store.trash.trash(alice, { by: "id", id: "b" }, author);
      expect(await at.store.grants.countWrites(alice, clientId)).toBe(4);
      expect(await at.store.grants.countWrites(bob, clientId)).toBe(1);
      expect(await at.store.grants.countWrites(alice, "unknown")).toBe(0);
    });
  });
}
