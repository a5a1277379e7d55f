import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { useStore } from "./fixtures.ts";
import { aClient, aGrant } from "./oauth-fixtures.ts";

const MANY = 100;

/** Applications that are known by an id. */
export function describeClients(name: string, open: Open): void {
  describe(`OAuth clients on ${name}`, () => {
    const at = useStore(open);
    const insert = (...ids: readonly string[]) =>
      Promise.all(ids.map((id) => at.store.clients.insert(aClient(id), MANY)));
    const ids = async () => (await at.store.clients.list()).map(({ id }) => id);

    it("come back as they were kept, newest first", async () => {
      const metadata = { redirect_uris: ["http://127.0.0.1/cb"], client_name: 'ä "😀"', nested: { n: 1 } };
      const whole = aClient("whole", { metadata, secretHash: "h", usedAt: START + 2, origin: "added" });
      const bare = aClient("bare", { createdAt: START + 1 });
      for (const client of [whole, bare]) expect(await at.store.clients.insert(client, MANY)).toBe(true);
      expect(await at.store.clients.list()).toEqual([bare, whole]);
      expect(await at.store.clients.find("whole")).toEqual(whole);
      expect(await at.store.clients.find("unknown")).toBeUndefined();
    });

    it("have an id of their own", async () => {
      await insert("a");
      const again = at.store.clients.insert(aClient("a", { name: "another" }), MANY);
      await expect(again).rejects.toMatchObject({ code: "conflict", details: { param: "id" } });
      expect(await at.store.clients.list()).toEqual([aClient("a")]);
    });

    it("register themselves up to a number, of which those that were let in or added do not count", async () => {
      await insert("a", "b");
      await at.store.clients.insert(aClient("added", { origin: "added" }), 0);
      await at.store.clients.use("a", START);
      expect(await at.store.clients.insert(aClient("c"), 2)).toBe(true);
      expect(await at.store.clients.insert(aClient("d"), 2)).toBe(false);
      expect(await at.store.clients.insert(aClient("by hand", { origin: "added" }), 2)).toBe(true);
      expect((await ids()).toSorted()).toEqual(["a", "added", "b", "by hand", "c"]);
    });

    it("keep to that number when many come at once", async () => {
      const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
      const kept = await Promise.all(names.map((id) => at.store.clients.insert(aClient(id), 5)));
      expect(kept.filter(Boolean)).toHaveLength(5);
      expect(await ids()).toHaveLength(5);
    });

    it("are in use from the first time on that somebody lets them in", async () => {
      await insert("a");
      await at.store.clients.use("a", START + 5);
      await at.store.clients.use("a", START + 9);
      await at.store.clients.use("unknown", START + 9);
      expect(await at.store.clients.find("a")).toEqual(aClient("a", { usedAt: START + 5 }));
    });

    it("are removed one by one, or when they registered and nobody lets them in (any more)", async () => {
      await insert("a", "b", "used", "left");
      await at.store.clients.insert(aClient("added", { origin: "added" }), MANY);
      await at.store.clients.insert(aClient("late", { createdAt: START + 1 }), MANY);
      for (const id of ["used", "left"]) await at.store.clients.use(id, START);
      await at.store.grants.save(aGrant("grant", { clientId: "used" }));
      expect(await at.store.clients.remove("a")).toBe(true);
      expect(await at.store.clients.remove("a")).toBe(false);
      expect(await at.store.clients.sweep(START)).toBe(0);
      expect(await at.store.clients.sweep(START + 1)).toBe(2);
      expect((await ids()).toSorted()).toEqual(["added", "late", "used"]);
    });
  });
}
