import { describe, expect, it } from "vitest";
import type { Baseline } from "../../src/domain/baselines/baseline-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, bob, useStore } from "./fixtures.ts";

/** Statistics of metrics, and what is known of a person. */
export function describeBaselinesAndAccounts(name: string, open: Open): void {
  describe(`baselines and accounts on ${name}`, () => {
    const at = useStore(open);
    const aBaseline = (parts: Partial<Baseline> = {}): Baseline => ({
      source: "nas",
      metric: "cpu.load",
      hour: -1,
      count: 3,
      mean: 0.1,
      variance: 1e-12,
      updatedAt: START,
      ...parts,
    });

    it("gives back the baselines of a source as they were saved", async () => {
      const mine = [
        aBaseline(),
        aBaseline({ hour: 0 }),
        aBaseline({ hour: 167, mean: -5 }),
        aBaseline({ metric: "disk" }),
      ];
      const { baselines } = at.store;
      await baselines.update(alice, "nas", () => mine);
      await baselines.update(alice, "other", () => [aBaseline()]);
      await baselines.update(bob, "nas", () => [aBaseline({ mean: 99 })]);
      await baselines.update(alice, "nas", () => []);
      expect(await at.store.baselines.list(alice, "nas")).toEqual(mine);
      expect(await at.store.baselines.list(alice, "nothing")).toEqual([]);
    });

    it("replaces what it has, in one transaction", async () => {
      const save = (...next: readonly Baseline[]) => at.store.baselines.update(alice, "nas", () => next);
      await save(aBaseline());
      const next = aBaseline({ count: 4, mean: 2, variance: 0.5, updatedAt: START + 1 });
      await save(next);
      expect(await at.store.baselines.list(alice, "nas")).toEqual([next]);
      await expect(save(aBaseline({ mean: 7 }), aBaseline({ hour: 168 }))).rejects.toThrow();
      expect(await at.store.baselines.list(alice, "nas")).toEqual([next]);
    });

    it("counts every one of many updates at once", async () => {
      const add = (known: readonly Baseline[]) => [aBaseline({ count: (known[0]?.count ?? 0) + 1 })];
      await Promise.all(Array.from({ length: 50 }, () => at.store.baselines.update(alice, "nas", add)));
      expect(await at.store.baselines.list(alice, "nas")).toMatchObject([{ count: 50 }]);
    });

    it("knows no time zone of an owner without an account", async () => {
      expect(await at.store.accounts.findTimeZone(alice)).toBeUndefined();
    });
  });
}
