import { describe, expect, it } from "vitest";
import type { TokenRecord } from "../../src/domain/accounts/token-store.ts";
import type { SessionRecord } from "../../src/domain/sessions/session-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, bob, useStore } from "./fixtures.ts";

function aSession(id: string, parts: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    owner: alice,
    clientId: "client",
    initialize: '{"method":"initialize"}',
    subscriptions: [],
    createdAt: START,
    touchedAt: START,
    expiresAt: START + 1000,
    ...parts,
  };
}

function aToken(id: string, parts: Partial<TokenRecord> = {}): TokenRecord {
  return { id, owner: alice, createdAt: START, expiresAt: START + 1000, ...parts };
}

/** The session registry and the list of minted tokens. */
export function describeSessionsAndTokens(name: string, open: Open): void {
  describe(`sessions on ${name}`, () => {
    const at = useStore(open);

    it("gives a session back as it was stored, to its owner only", async () => {
      const session = aSession("s", { subscriptions: ["awareness://briefing", "ä"], clientId: "" });
      await at.store.sessions.insert(session);
      expect(await at.store.sessions.find(alice, "s")).toEqual(session);
      expect(await at.store.sessions.find(bob, "s")).toBeUndefined();
      expect(await at.store.sessions.find(alice, "other")).toBeUndefined();
    });

    it("refuses an id that is taken, whoever has it", async () => {
      await at.store.sessions.insert(aSession("s"));
      await expect(at.store.sessions.insert(aSession("s"))).rejects.toThrow();
      await expect(at.store.sessions.insert(aSession("s", { owner: bob }))).rejects.toThrow();
      expect(await at.store.sessions.find(bob, "s")).toBeUndefined();
    });

    it("slides the expiry, until it has passed", async () => {
      await at.store.sessions.insert(aSession("s"));
      at.clock.set(START + 999);
      expect(await at.store.sessions.touch(alice, "s", START + 999, START + 2000)).toBe(true);
      at.clock.set(START + 1999);
      expect(await at.store.sessions.find(alice, "s")).toMatchObject({
        touchedAt: START + 999,
        expiresAt: START + 2000,
      });
      expect([...(await at.store.sessions.followed([{ owner: alice, id: "s" }])).keys()]).toEqual(["s"]);
      at.clock.set(START + 2000);
      expect(await at.store.sessions.find(alice, "s")).toBeUndefined();
      expect(await at.store.sessions.touch(alice, "s", START + 2000, START + 9000)).toBe(false);
      expect(await at.store.sessions.followed([{ owner: alice, id: "s" }])).toEqual(new Map());
      expect(await at.store.sessions.end(alice, "s")).toBe(false);
    });

    it("takes word of an earlier use that comes late for what it is", async () => {
      await at.store.sessions.insert(aSession("s"));
      await at.store.sessions.touch(alice, "s", START + 500, START + 1500);
      expect(await at.store.sessions.touch(alice, "s", START + 400, START + 1400)).toBe(true);
      expect(await at.store.sessions.find(alice, "s")).toMatchObject({
        touchedAt: START + 500,
        expiresAt: START + 1500,
      });
    });

    it("adds and removes single subscriptions of a session that is there, each once", async () => {
      const { sessions } = at.store;
      await sessions.insert(aSession("s", { subscriptions: ["a"] }));
      await sessions.insert(aSession("other", { owner: bob }));
      await sessions.follow(alice, "s", "b");
      await sessions.follow(alice, "s", "b");
      await sessions.follow(alice, "s", '"ä\u0000');
      await sessions.unfollow(alice, "s", "a");
      await sessions.unfollow(alice, "s", "never");
      await sessions.follow(bob, "s", "evil");
      await sessions.unfollow(bob, "s", "b");
      await sessions.follow(alice, "unknown", "d");
      expect((await sessions.find(alice, "s"))?.subscriptions).toEqual(["b", '"ä\u0000']);
      const keys = [
        { owner: alice, id: "s" },
        { owner: bob, id: "other" },
        { owner: alice, id: "other" },
        { owner: alice, id: "unknown" },
      ];
      expect(await sessions.followed(keys)).toEqual(
        new Map([
          ["s", ["b", '"ä\u0000']],
          ["other", []],
        ]),
      );
      at.clock.set(START + 1000);
      await sessions.follow(alice, "s", "late");
      expect(await sessions.followed(keys.slice(0, 1))).toEqual(new Map());
    });

    it("loses no subscription of many that are made at once", async () => {
      await at.store.sessions.insert(aSession("s"));
      const uris = Array.from({ length: 20 }, (_, index) => `u${index}`);
      await Promise.all(uris.map((uri) => at.store.sessions.follow(alice, "s", uri)));
      const all = (await at.store.sessions.find(alice, "s"))?.subscriptions ?? [];
      expect(all.toSorted()).toEqual(uris.toSorted());
    });

    it("ends a session once, for its owner only", async () => {
      await at.store.sessions.insert(aSession("s"));
      expect(await at.store.sessions.end(bob, "s")).toBe(false);
      expect(await at.store.sessions.touch(bob, "s", START, START + 9000)).toBe(false);
      expect(await at.store.sessions.end(alice, "s")).toBe(true);
      expect(await at.store.sessions.end(alice, "s")).toBe(false);
      expect(await at.store.sessions.find(alice, "s")).toBeUndefined();
    });

    it("ends the longest idle sessions over the cap, never those of others", async () => {
      for (const [index, id] of ["e", "d", "c", "b", "a"].entries()) {
        await at.store.sessions.insert(aSession(id, { touchedAt: START + index }));
      }
      await at.store.sessions.insert(aSession("expired", { touchedAt: START + 100, expiresAt: START }));
      await at.store.sessions.insert(aSession("bob's", { owner: bob, touchedAt: START - 100 }));
      expect([...(await at.store.sessions.endLongestIdle(alice, 3))].sort()).toEqual(["d", "e"]);
      expect(await at.store.sessions.endLongestIdle(alice, 3)).toEqual([]);
      const keys = ["a", "b", "c", "d", "e", "bob's"].map((id) => ({
        owner: id === "bob's" ? bob : alice,
        id,
      }));
      const there = [...(await at.store.sessions.followed(keys)).keys()];
      expect(there.toSorted()).toEqual(["a", "b", "bob's", "c"]);
      expect(await at.store.sessions.endLongestIdle(alice, 0)).toHaveLength(3);
    });

    it("keeps the cap when many are opened at once, and whoever comes is not ended by itself", async () => {
      const { sessions } = at.store;
      const ids = Array.from({ length: 30 }, (_, index) => `s${index}`);
      const ended = await Promise.all(
        ids.map(async (id) => {
          await sessions.insert(aSession(id));
          return { id, others: await sessions.endLongestIdle(alice, 10, id) };
        }),
      );
      for (const { id, others } of ended) expect(others).not.toContain(id);
      expect(await sessions.count(alice)).toBeGreaterThan(0);
      expect(await sessions.count(alice)).toBeLessThanOrEqual(10);
    });

    it("takes the newest for the last one used, whatever the clocks of others said", async () => {
      const { sessions } = at.store;
      for (const id of ["b", "c"]) await sessions.insert(aSession(id, { touchedAt: START + 5 }));
      await sessions.insert(aSession("a"));
      expect(await sessions.endLongestIdle(alice, 2, "a")).toEqual(["b"]);
      expect(await sessions.endLongestIdle(alice, 2, "a")).toEqual([]);
      expect(await sessions.endLongestIdle(alice, 1, "c")).toEqual(["a"]);
    });

    it("counts the sessions of one owner that are there", async () => {
      expect(await at.store.sessions.count(alice)).toBe(0);
      await at.store.sessions.insert(aSession("one"));
      await at.store.sessions.insert(aSession("two", { expiresAt: START + 2000 }));
      await at.store.sessions.insert(aSession("bob's", { owner: bob }));
      expect(await at.store.sessions.count(alice)).toBe(2);
      at.clock.set(START + 1000);
      expect(await at.store.sessions.count(alice)).toBe(1);
    });

    it("takes word of many uses at once: of the owner's own, never back, never of what is over", async () => {
      const { sessions } = at.store;
      const times = async (id: string, owner = alice) => {
        const { touchedAt, expiresAt } = (await sessions.find(owner, id)) ?? {};
        return [touchedAt, expiresAt].map((time) => (time ?? Number.NaN) - START);
      };
      for (const id of ["used", "late", "quiet"]) await sessions.insert(aSession(id));
      await sessions.insert(aSession("over", { expiresAt: START + 1 }));
      await sessions.insert(aSession("bob's", { owner: bob }));
      await sessions.touch(alice, "late", START + 500, START + 1500);
      at.clock.set(START + 1);
      const use = (id: string) => ({ id, touchedAt: START + 400, expiresAt: START + 1400 });
      await sessions.touchAll(alice, ["used", "late", "over", "bob's", "unknown"].map(use));
      await sessions.touchAll(alice, []);
      expect(await times("used")).toEqual([400, 1400]);
      expect(await times("late")).toEqual([500, 1500]);
      expect(await times("quiet")).toEqual([0, 1000]);
      expect(await times("bob's", bob)).toEqual([0, 1000]);
      expect(await sessions.find(alice, "over")).toBeUndefined();
    });

    it("takes word of the same uses from many at once", async () => {
      const { sessions } = at.store;
      const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
      for (const id of ids) await sessions.insert(aSession(id));
      await Promise.all(
        ids.map((_, turn) => {
          const at = { touchedAt: START + turn, expiresAt: START + 1000 + turn };
          const uses = ids.map((id) => ({ id, ...at }));
          return sessions.touchAll(alice, turn % 2 === 0 ? uses : uses.toReversed());
        }),
      );
      for (const id of ids) expect((await sessions.find(alice, id))?.touchedAt).toBe(START + 19);
    });

    it("sweeps what has expired", async () => {
      await at.store.sessions.insert(aSession("old"));
      await at.store.sessions.insert(aSession("new", { owner: bob, expiresAt: START + 1001 }));
      expect(await at.store.sessions.sweep(START + 999)).toBe(0);
      expect(await at.store.sessions.sweep(START + 1000)).toBe(1);
      expect(await at.store.sessions.sweep(START + 1000)).toBe(0);
      expect(await at.store.sessions.find(bob, "new")).toBeDefined();
    });
  });

  describe(`tokens on ${name}`, () => {
    const at = useStore(open);

    it("lists tokens newest first, of one owner or of all", async () => {
      const full = aToken("a", { name: "laptop", scope: "memory:read", revokedAt: START + 1 });
      const tokens = [
        full,
        aToken("b", { createdAt: START + 2 }),
        aToken("c", { owner: bob, createdAt: START + 1 }),
      ];
      for (const token of tokens) await at.store.tokens.insert(token);
      const [a, b, c] = tokens;
      expect(await at.store.tokens.list(alice)).toEqual([b, a]);
      expect(await at.store.tokens.list()).toEqual([b, c, a]);
      expect(await at.store.tokens.list(bob)).toEqual([c]);
    });

    it("revokes a token once and lists it until it expires", async () => {
      await at.store.tokens.insert(aToken("a"));
      await at.store.tokens.insert(aToken("b"));
      expect(await at.store.tokens.revoke("a", START + 5)).toBe(true);
      expect(await at.store.tokens.revoke("a", START + 9)).toBe(true);
      expect(await at.store.tokens.revoke("unknown", START)).toBe(false);
      expect((await at.store.tokens.list(alice)).find(({ id }) => id === "a")?.revokedAt).toBe(START + 5);
      expect(await at.store.tokens.listRevoked(START + 999)).toEqual(["a"]);
      expect(await at.store.tokens.listRevoked(START + 1000)).toEqual([]);
    });

    it("refuses a second token with the same id", async () => {
      await at.store.tokens.insert(aToken("a"));
      await expect(at.store.tokens.insert(aToken("a", { owner: bob }))).rejects.toThrow();
    });
  });
}
