import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { alice, bob, useStore } from "./fixtures.ts";
import { aPasskey } from "./oauth-fixtures.ts";

/** The public keys by which people sign in. */
export function describePasskeys(name: string, open: Open): void {
  describe(`passkeys on ${name}`, () => {
    const at = useStore(open);
    const addUsers = async () => {
      for (const id of [alice, bob]) await at.store.users.add({ id, timeZone: "UTC", identities: [] }, START);
    };

    it("come back as they were kept, oldest first, to their owner", async () => {
      await addUsers();
      const late = aPasskey("a", { createdAt: START + 1, counter: 4_294_967_295, usedAt: START + 2 });
      const early = aPasskey("b", { transports: [] });
      const his = aPasskey("c", { owner: bob });
      for (const passkey of [late, early, his]) await at.store.passkeys.insert(passkey);
      expect(await at.store.passkeys.list(alice)).toEqual([early, late]);
      expect(await at.store.passkeys.list(bob)).toEqual([his]);
      expect(await at.store.passkeys.find("a")).toEqual(late);
      expect(await at.store.passkeys.find("unknown")).toBeUndefined();
    });

    it("have an id that is nobody else's", async () => {
      await addUsers();
      await at.store.passkeys.insert(aPasskey("a"));
      for (const owner of [alice, bob]) {
        const again = at.store.passkeys.insert(aPasskey("a", { owner }));
        await expect(again).rejects.toMatchObject({ code: "conflict", details: { param: "id" } });
      }
      expect(await at.store.passkeys.list(bob)).toEqual([]);
    });

    it("need an account", async () => {
      await expect(at.store.passkeys.insert(aPasskey("a"))).rejects.toMatchObject({ code: "not_found" });
      expect(await at.store.passkeys.find("a")).toBeUndefined();
    });

    it("count forward only, or not at all", async () => {
      await addUsers();
      const { passkeys } = at.store;
      await passkeys.insert(aPasskey("counts"));
      await passkeys.insert(aPasskey("does not"));
      expect(await passkeys.use("counts", 3, START + 1)).toBe(true);
      for (const counter of [3, 2, 0]) expect(await passkeys.use("counts", counter, START + 9)).toBe(false);
      expect(await passkeys.find("counts")).toMatchObject({ counter: 3, usedAt: START + 1 });
      for (const now of [START + 5, START + 4]) expect(await passkeys.use("does not", 0, now)).toBe(true);
      expect(await passkeys.find("does not")).toMatchObject({ counter: 0, usedAt: START + 5 });
      expect(await passkeys.use("unknown", 1, START)).toBe(false);
    });

    it("of the same count are used by one of several at once", async () => {
      await addUsers();
      await at.store.passkeys.insert(aPasskey("a"));
      const used = await Promise.all(
        [1, 1, 1, 1, 1].map((counter) => at.store.passkeys.use("a", counter, START)),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
    });

    it("are removed by their owner only", async () => {
      await addUsers();
      await at.store.passkeys.insert(aPasskey("a"));
      expect(await at.store.passkeys.remove(bob, "a")).toBe(false);
      expect(await at.store.passkeys.remove(alice, "a")).toBe(true);
      expect(await at.store.passkeys.remove(alice, "a")).toBe(false);
    });

    it("or a password is what it takes to sign in, and an account that is there", async () => {
      const { deletions, passkeys, users } = at.store;
      expect(await passkeys.canAnybodySignIn()).toBe(false);
      await addUsers();
      expect(await passkeys.canAnybodySignIn()).toBe(false);
      await passkeys.insert(aPasskey("a"));
      expect(await passkeys.canAnybodySignIn()).toBe(true);
      await deletions.begin(alice, START);
      expect(await passkeys.canAnybodySignIn()).toBe(false);
      expect(await passkeys.find("a")).toBeUndefined();
      await expect(passkeys.insert(aPasskey("b"))).rejects.toMatchObject({ code: "not_found" });
      await users.setPassword(bob, "hash", START);
      expect(await passkeys.canAnybodySignIn()).toBe(true);
      await deletions.begin(bob, START);
      expect(await passkeys.canAnybodySignIn()).toBe(false);
    });
  });
}
