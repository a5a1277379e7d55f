import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Open, OpenedStore } from "./backends.ts";
import { alice, useStore } from "./fixtures.ts";
import { ATTACKS, CANARY, type Call, type Ports } from "./isolation-attacks.ts";
import { belongingsOf, fill, textOf } from "./isolation-fixture.ts";
import { fillIdentity } from "./isolation-identities.ts";
import { fillPasskey } from "./isolation-oauth.ts";

/** An operator asks these of all owners at once. */
const OF_ALL_OWNERS = [
  "embeddings.totals",
  "embeddings.work",
  "embeddings.newestRev",
  "users.list",
  "passkeys.canAnybodySignIn",
];

/** Methods that are tried on the same two stores: all of a port, but for those that leave another index to the next one. */
const GROUPS = Object.entries(ATTACKS).flatMap(([port, methods]) => {
  const all = Object.entries<readonly Call[]>(methods);
  return port === "search" ? all.map((one) => ({ port, methods: [one] })) : [{ port, methods: all }];
});

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
  });

  describe.each(GROUPS)(`isolation of owners on ${name}: $port`, ({ port, methods }) => {
    let filled: OpenedStore;
    let empty: OpenedStore;
    beforeAll(async () => {
      [filled, empty] = [await open(), await open()];
      await fill(filled.store);
      await fillIdentity(filled.store, alice);
      await fillPasskey(filled.store);
    });
    afterAll(async () => {
      for (const { close } of [filled, empty]) await close();
    });

    it.each(methods)(
      `${port}.%s answers a stranger as if the other owner were not there, and changes nothing`,
      async (method, attacks) => {
        const stranger = parseOwner(`stranger-${method}`);
        const before = await belongingsOf(filled.store);
        for (const attack of attacks) {
          const withAlice = textOf(await attack(filled.store, stranger));
          const alone = textOf(await attack(empty.store, stranger));
          expect(withAlice).not.toContain(CANARY);
          if (!OF_ALL_OWNERS.includes(`${port}.${method}`)) expect(withAlice).toBe(alone);
          expect(await belongingsOf(filled.store)).toEqual(before);
        }
      },
    );
  });
}
