import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { bob, useStore } from "./fixtures.ts";
import { aLink } from "./oauth-fixtures.ts";

/** Links that work once. */
export function describeLinks(name: string, open: Open): void {
  describe(`links on ${name}`, () => {
    const at = useStore(open);
    const used = async (...keys: readonly string[]) => {
      const links = await Promise.all(keys.map((key) => at.store.links.find(key)));
      return links.flatMap((link) => (link?.usedAt === undefined ? [] : [link.key]));
    };

    it("come back as they were kept", async () => {
      const whole = aLink("a", { kind: "setup", usedAt: START + 1 });
      for (const link of [whole, aLink("b")]) await at.store.links.insert(link);
      expect(await at.store.links.find("a")).toEqual(whole);
      expect(await at.store.links.find("b")).toEqual(aLink("b"));
      expect(await at.store.links.find("unknown")).toBeUndefined();
      await expect(at.store.links.insert(aLink("a"))).rejects.toThrow();
    });

    it("work once, and not when they have expired", async () => {
      const { links } = at.store;
      await links.insert(aLink("a"));
      await links.insert(aLink("late", { owner: bob }));
      expect(await links.use("a", START + 999)).toBe(true);
      expect(await links.use("a", START + 999)).toBe(false);
      expect((await links.find("a"))?.usedAt).toBe(START + 999);
      expect(await links.use("late", START + 1000)).toBe(false);
      expect(await links.use("unknown", START)).toBe(false);
      expect(await used("late")).toEqual([]);
    });

    it("that invite use up all others of the same owner, and nobody else's", async () => {
      const { links } = at.store;
      await links.insert(aLink("a"));
      await links.insert(aLink("b"));
      await links.insert(aLink("setup", { kind: "setup" }));
      await links.insert(aLink("his", { owner: bob }));
      await links.insert(aLink("his setup", { owner: bob, kind: "setup" }));
      expect(await links.use("a", START)).toBe(true);
      expect(await used("a", "b", "setup", "his", "his setup")).toEqual(["a", "b", "setup"]);
    });

    it("that set up use up all others that do, whosever they are", async () => {
      const { links } = at.store;
      await links.insert(aLink("a", { kind: "setup" }));
      await links.insert(aLink("b", { kind: "setup", owner: bob }));
      await links.insert(aLink("invite"));
      expect(await links.use("a", START)).toBe(true);
      expect(await used("a", "b", "invite")).toEqual(["a", "b"]);
    });

    it.each([["setup"], ["invite"]] as const)(
      "one %s link of many is used when all are at once",
      async (kind) => {
        const { links } = at.store;
        const keys = Array.from({ length: 8 }, (_, index) => `k${index}`);
        for (const key of keys) await links.insert(aLink(key, { kind }));
        const won = await Promise.all([...keys, ...keys].map((key) => links.use(key, START)));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await used(...keys)).toEqual(keys);
      },
    );

    it("are swept when they have expired, used or not", async () => {
      const { links } = at.store;
      await links.insert(aLink("a"));
      await links.insert(aLink("b", { usedAt: START }));
      await links.insert(aLink("c", { expiresAt: START + 1001, owner: bob }));
      expect(await links.sweep(START + 999)).toBe(0);
      expect(await links.sweep(START + 1000)).toBe(2);
      expect(await links.find("c")).toBeDefined();
    });
  });
}
