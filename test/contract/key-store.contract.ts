import { describe, expect, it } from "vitest";
import { subjectKey } from "../../src/domain/accounts/denial-store.ts";
import type { SigningKey } from "../../src/domain/accounts/signing-key.ts";
import { type Open, START } from "./backends.ts";
import { useStore } from "./fixtures.ts";

const DAY = 86_400_000;

export function aKey(id: string, parts: Partial<SigningKey> = {}): SigningKey {
  return {
    id,
    algorithm: "ES256",
    publicKey: `{"kty":"EC","x":"${id}"}`,
    privateKey: Buffer.from([0, 1, 254, 255]),
    sealed: false,
    createdAt: START,
    activeAt: START,
    ...parts,
  };
}

/** The keys that sign tokens, and the callers whose tokens count no longer. */
export function describeKeysAndDenials(name: string, open: Open): void {
  describe(`signing keys on ${name}`, () => {
    const at = useStore(open);
    const list = async () =>
      (await at.store.keys.list()).map((key) => ({ ...key, privateKey: Buffer.from(key.privateKey) }));

    it("come back as they were kept, oldest first", async () => {
      const sealed = aKey("b", { algorithm: "EdDSA", sealed: true, createdAt: START + 1 });
      await at.store.keys.insertFirst(sealed);
      const ended = aKey("c", { createdAt: START + 1, retiredAt: START + 5, expiresAt: START + 9 });
      await at.store.keys.insertFirst(ended);
      await at.store.keys.insertFirst(aKey("a", { algorithm: "RS256" }));
      expect(await list()).toEqual([aKey("a", { algorithm: "RS256" }), sealed, ended]);
    });

    it("begin with one of each algorithm, whoever is first", async () => {
      const ids = ["a", "b", "c", "d", "e", "f"];
      const kept = await Promise.all(ids.map((id) => at.store.keys.insertFirst(aKey(id))));
      const [only] = await list();
      expect(new Set(kept.map(({ id }) => id))).toEqual(new Set([only?.id]));
      expect(await list()).toHaveLength(1);
      await at.store.keys.insertFirst(aKey("other", { algorithm: "RS256" }));
      expect(await list()).toHaveLength(2);
    });

    it("retire when their successor begins, and end with the last token they may have signed", async () => {
      await at.store.keys.insertFirst(aKey("old"));
      await at.store.keys.insertFirst(aKey("other", { algorithm: "RS256" }));
      const next = aKey("next", { createdAt: START + 1, activeAt: START + 600 });
      await at.store.keys.succeed(next, START + DAY);
      expect(await list()).toEqual([
        aKey("old", { retiredAt: START + 600, expiresAt: START + DAY }),
        aKey("other", { algorithm: "RS256" }),
        next,
      ]);
    });

    it("that were to begin later never do when another one begins at once", async () => {
      await at.store.keys.insertFirst(aKey("old"));
      await at.store.keys.succeed(aKey("later", { activeAt: START + 600 }), START + DAY);
      await at.store.keys.succeed(aKey("now", { activeAt: START + 5 }), START + DAY + 1);
      const retired = { retiredAt: START + 5, expiresAt: START + DAY + 1 };
      expect(new Map((await list()).map((key) => [key.id, key]))).toEqual(
        new Map([
          ["old", aKey("old", retired)],
          ["later", aKey("later", { activeAt: START + 600, ...retired })],
          ["now", aKey("now", { activeAt: START + 5 })],
        ]),
      );
    });

    it("that retired long ago keep their times", async () => {
      await at.store.keys.insertFirst(aKey("first"));
      await at.store.keys.succeed(aKey("second", { activeAt: START + 10 }), START + 100);
      await at.store.keys.succeed(aKey("third", { activeAt: START + 20 }), START + 200);
      expect((await list()).find(({ id }) => id === "first")).toEqual(
        aKey("first", { retiredAt: START + 10, expiresAt: START + 100 }),
      );
    });

    it("leave exactly one that signs on when many succeed at once", async () => {
      await at.store.keys.insertFirst(aKey("old"));
      const times = [3, 1, 4, 1, 5, 9];
      await Promise.all(
        times.map((time, index) =>
          at.store.keys.succeed(aKey(`${index}`, { activeAt: START + time }), START + DAY),
        ),
      );
      const keys = await list();
      expect(keys).toHaveLength(7);
      expect(keys.filter(({ retiredAt }) => retiredAt === undefined)).toHaveLength(1);
    });

    it("are removed one by one, or when they have expired", async () => {
      await at.store.keys.insertFirst(aKey("old"));
      await at.store.keys.succeed(aKey("next", { activeAt: START + 1 }), START + 100);
      await at.store.keys.insertFirst(aKey("other", { algorithm: "RS256" }));
      expect(await at.store.keys.sweep(START + 99)).toBe(0);
      expect(await at.store.keys.sweep(START + 100)).toBe(1);
      expect(await at.store.keys.remove("other")).toBe(true);
      expect(await at.store.keys.remove("other")).toBe(false);
      expect((await list()).map(({ id }) => id)).toEqual(["next"]);
    });
  });

  describe(`denials on ${name}`, () => {
    const at = useStore(open);
    const [ada, bob] = [subjectKey("awareness", "ada"), subjectKey("https://idp.example", "ada")];

    it("are of an issuer's subject, up to a time or for good, and can be taken back", async () => {
      expect(await at.store.denials.list()).toEqual([]);
      await at.store.denials.deny({ subject: ada, until: START }, START);
      await at.store.denials.deny({ subject: bob }, START);
      expect(new Set(await at.store.denials.list())).toEqual(
        new Set([{ subject: ada, until: START }, { subject: bob }]),
      );
      await at.store.denials.allow(ada);
      await at.store.denials.allow(ada);
      expect(await at.store.denials.list()).toEqual([{ subject: bob }]);
    });

    it("only ever reach further, in whatever order they come", async () => {
      const reach = async (...untils: readonly (number | undefined)[]) => {
        await at.store.denials.allow(ada);
        for (const until of untils)
          await at.store.denials.deny({ subject: ada, ...(until === undefined ? {} : { until }) }, START);
        return at.store.denials.list();
      };
      expect(await reach(5, 9)).toEqual([{ subject: ada, until: 9 }]);
      expect(await reach(9, 5)).toEqual([{ subject: ada, until: 9 }]);
      expect(await reach(7, 7)).toEqual([{ subject: ada, until: 7 }]);
      expect(await reach(undefined, 9)).toEqual([{ subject: ada }]);
      expect(await reach(9, undefined)).toEqual([{ subject: ada }]);
      expect(await reach(undefined, undefined)).toEqual([{ subject: ada }]);
    });
  });
}
