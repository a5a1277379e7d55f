import { describe, expect, it } from "vitest";
import { boundStore } from "../../src/domain/projects/bound-store.ts";
import { toProject } from "../../src/domain/projects/project.ts";
import type { Store } from "../../src/domain/store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, useStore } from "./fixtures.ts";
import { ATTACKS, CANARY, type Call } from "./isolation-attacks.ts";
import { belongingsOf, fill, textOf } from "./isolation-fixture.ts";

/** The sources of the project; what the fixture fills in for alice is of none of them. */
const PROJECT = toProject(["work", "personal"]);

/** Their answers say nothing of entries, or count what is not shown to anybody. */
const OPEN = ["overview.latestRev"];
/** The server makes ids, so nobody can try to take one. */
const NOT_TRIED = ["entries.insert"];

/** A bound caller of the same owner sees and changes as little as a stranger does. */
export function describeProjectIsolation(name: string, open: Open): void {
  describe(`isolation of projects on ${name}`, () => {
    const at = useStore(open);

    it("takes over no port and no method as it is", () => {
      const bound = boundStore(at.store, PROJECT);
      for (const [port, methods] of Object.entries(at.store)) {
        if (typeof methods !== "object" || methods instanceof Uint8Array) continue;
        const ours: unknown = bound[port as keyof Store];
        if (port === "signal") expect(ours).toBeUndefined();
        else expect(ours).not.toBe(methods);
        for (const [method, run] of Object.entries(port === "signal" ? {} : methods)) {
          expect((ours as Record<string, unknown>)[method], `${port}.${method}`).not.toBe(run);
        }
      }
    });

    it.each(Object.keys(ATTACKS).filter((port) => port !== "signal"))(
      "%s answers a bound caller as if the other sources were not there, and changes nothing",
      async (port) => {
        const alone = await open();
        await fill(at.store);
        for (const { store } of [at, alone]) await fillProject(store);
        const before = await belongingsOf(at.store);
        for (const [method, calls] of Object.entries(ATTACKS[port as keyof typeof ATTACKS])) {
          if (NOT_TRIED.includes(`${port}.${method}`)) continue;
          for (const attack of calls as readonly Call[]) {
            const answer = await answerOf(attack, at.store);
            expect(answer, method).not.toContain(CANARY);
            if (OPEN.includes(`${port}.${method}`)) continue;
            expect(answer, method).toBe(await answerOf(attack, alone.store));
          }
        }
        expect(await belongingsOf(at.store)).toEqual(before);
        await alone.close();
      },
    );
  });
}

/** So that answers are not all empty. */
async function fillProject(store: Store): Promise<void> {
  const mine = { source: "work", tags: ["shared"] };
  await store.entries.insert(
    alice,
    anEntry({ id: "mine", ...mine, data: { related_ids: ["live"] } }),
    author,
  );
  await store.entries.insert(alice, anEntry({ id: "gone", ...mine }), author);
  await store.trash.trash(alice, { by: "id", id: "gone" }, author);
  await store.entries.insert(alice, anEntry({ id: "trouble", type: "alert", ...mine }), author);
  await store.entries.insert(
    alice,
    anEntry({ id: "due", type: "intention", ...mine, data: { goal: "call", state: "fired" } }),
    author,
  );
  await store.activity.recordReads(alice, [{ entryId: "mine", at: START, tool: "t" }]);
}

/** What comes of it, revs and row ids of the logs aside, which count for all sources together. */
async function answerOf(attack: Call, store: Store): Promise<string> {
  const bound = boundStore(store, PROJECT);
  // Upkeep is the process's; the attacks only want to find everything indexed.
  const search = { ...bound.search, update: store.search.update };
  const answer = await attack({ ...bound, search }, alice).catch((error: unknown) => String(error));
  return textOf(answer)
    .replaceAll(/"revs":\[[\d,]*\]/g, '"revs":[]')
    .replaceAll(/"id":\d+/g, '"id":0');
}
