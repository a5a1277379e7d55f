import { describe, expect, it } from "vitest";
import type { Open } from "./backends.ts";
import { bob, useStore } from "./fixtures.ts";
import { ATTACKS, CANARY, type Call, type Ports } from "./isolation-attacks.ts";
import { belongingsOf, fill, textOf } from "./isolation-fixture.ts";

/** An operator asks these of all owners at once. */
const OF_ALL_OWNERS = ["totals", "work", "newestRev"];

/** A stranger sees and changes nothing, whatever the method. */
export function describeIsolation(name: string, open: Open): void {
  describe(`isolation of owners on ${name}`, () => {
    const at = useStore(open);

    it("has an attack for every method of every port", () => {
      for (const [port, methods] of Object.entries(at.store)) {
        if (typeof methods !== "object" || methods instanceof Uint8Array) continue;
        expect(Object.keys(ATTACKS[port as keyof Ports] ?? {}).sort(), port).toEqual(
          Object.keys(methods).sort(),
        );
      }
    });

    for (const [port, methods] of Object.entries(ATTACKS)) {
      it.each(Object.keys(methods))(
        `${port}.%s answers a stranger as if the other owner were not there, and changes nothing`,
        async (method) => {
          const empty = await open();
          await fill(at.store);
          const before = await belongingsOf(at.store);
          for (const attack of (methods as Record<string, readonly Call[]>)[method] ?? []) {
            const withAlice = textOf(await attack(at.store, bob));
            const alone = textOf(await attack(empty.store, bob));
            expect(withAlice).not.toContain(CANARY);
            if (!OF_ALL_OWNERS.includes(method)) expect(withAlice).toBe(alone);
            expect(await belongingsOf(at.store)).toEqual(before);
          }
          await empty.close();
        },
      );
    }
  });
}
