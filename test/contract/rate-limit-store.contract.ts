import { describe, expect, it } from "vitest";
import type { Taking } from "../../src/domain/rate-limits/rate-limit-store.ts";
import { type Backend, START } from "./backends.ts";
import { useStore } from "./fixtures.ts";

/** Ten at once, and one more every second. */
const TAKING: Taking = { name: "a", want: 1, burst: 10, intervalUs: 1_000_000, nowUs: START * 1000 };
const later = (seconds: number) => ({ nowUs: (START + seconds * 1000) * 1000 });

export function describeRateLimits(name: string, open: Backend["open"]): void {
  describe(`rate limits on ${name}`, () => {
    const at = useStore(open);
    const take = (changes: Partial<Taking> = {}) => at.store.rateLimits.take({ ...TAKING, ...changes });

    it("grant a burst, then nothing, and say when there is more", async () => {
      expect(await take({ want: 7 })).toEqual({ granted: 7, retryMs: 0 });
      expect(await take({ want: 7 })).toEqual({ granted: 3, retryMs: 0 });
      expect(await take()).toEqual({ granted: 0, retryMs: 1000 });
      expect(await take(later(0.4))).toEqual({ granted: 0, retryMs: 600 });
      expect(await take({ ...later(2.5), want: 5 })).toEqual({ granted: 2, retryMs: 0 });
    });

    it("are never more than whole, however long nobody asks", async () => {
      await take({ want: 10 });
      expect(await take({ ...later(3600), want: 50 })).toEqual({ granted: 10, retryMs: 0 });
    });

    it("count each name for itself", async () => {
      await take({ want: 10 });
      expect((await take()).granted).toBe(0);
      expect((await take({ name: "b", want: 10 })).granted).toBe(10);
    });

    it("grant no more in all to many that ask at once", async () => {
      const taken = await Promise.all(Array.from({ length: 40 }, () => take()));
      expect(taken.filter(({ granted }) => granted === 1)).toHaveLength(10);
    });

    it("let nobody wait for longer than for a whole allowance after the clock was set back", async () => {
      await take({ ...later(86_400), want: 10 });
      expect(await take()).toEqual({ granted: 0, retryMs: 1000 });
    });

    it("are forgotten once they are whole again", async () => {
      await take({ want: 2 });
      expect(await at.store.rateLimits.sweep(later(1.9).nowUs)).toBe(0);
      expect(await at.store.rateLimits.sweep(later(2).nowUs)).toBe(1);
      expect(await take({ want: 10 })).toEqual({ granted: 10, retryMs: 0 });
    });
  });
}
