import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Author, EntryVersion } from "../../src/domain/entries/entry.ts";
import { newId } from "../../src/domain/ids.ts";
import { type OwnerId, parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { undoWriter } from "../../src/domain/undo/undo-writer.ts";
import { inMemory, type OpenedStore } from "../contract/backends.ts";

const WRITERS = ["ada", "bert", "evil"] as const;
const KINDS = ["make", "edit", "move", "delete", "restore"] as const;

interface Step {
  readonly who: (typeof WRITERS)[number];
  readonly kind: (typeof KINDS)[number];
  readonly pick: number;
  readonly value: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.constantFrom(...WRITERS),
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(100),
  value: fc.nat(2),
});
const history = fc.array(step, { minLength: 1, maxLength: 30 });

type Histories = ReadonlyMap<string, readonly EntryVersion[]>;

/** What somebody sees of an entry: its content, and whether it is in the trash. */
const stateOf = (versions: readonly EntryVersion[] = []) => {
  const [{ source, tags, data, logicalKey, deletedAt } = {} as Partial<EntryVersion>] = versions;
  return { source, tags, data, logicalKey, trashed: deletedAt !== undefined };
};

describe("undoing one of three writers", () => {
  let opened: OpenedStore;
  let round = 0;
  beforeAll(async () => {
    opened = await inMemory();
  });
  afterAll(() => opened.close());

  /** Makes a history of up to a few entries; a step that is not possible is nothing. Answers the entries' ids. */
  async function live(owner: OwnerId, steps: readonly Step[]): Promise<readonly string[]> {
    const { entries, trash } = opened.store;
    const ids: string[] = [];
    for (const { who, kind, pick, value } of steps) {
      opened.clock.advance(1);
      const author: Author = { by: who, tool: kind };
      const id = ids[pick % Math.max(1, ids.length)] ?? "";
      const data = { text: `text ${value}` };
      const source = `source ${value}`;
      const work = {
        make: async () => {
          const made = newId();
          const key = pick % 3 === 0 ? { logicalKey: "key" } : {};
          await entries.insert(
            owner,
            { id: made, type: "note", source, tags: [source], data, ...key },
            author,
          );
          ids.push(made);
        },
        edit: () => entries.change(owner, id, () => ({ kind: "updated", data }), author),
        move: () => entries.change(owner, id, () => ({ kind: "updated", source, tags: [source] }), author),
        delete: () => trash.trash(owner, { by: "id", id }, author),
        restore: () => trash.restore(owner, { by: "id", id }, author),
      }[kind];
      await work().catch((error: { readonly code?: string }) => expect(error.code).toBe("conflict"));
    }
    return ids;
  }

  async function historiesOf(store: Store, owner: OwnerId, ids: readonly string[]): Promise<Histories> {
    const all = await Promise.all(ids.map((id) => store.history.list(owner, id, { limit: 500 })));
    return new Map(ids.map((id, index) => [id, all[index] ?? []]));
  }

  const undo = (owner: OwnerId, name: string, force: boolean) =>
    undoWriter({ store: opened.store, clock: opened.clock, newId }, owner, {
      writer: { name, verified: false },
      force,
    });

  it("leaves what that one never touched as it is, byte for byte, and is itself undone", async () => {
    const property = fc.asyncProperty(history, fc.boolean(), async (steps, force) => {
      round += 1;
      const owner = parseOwner(`owner-${round}`);
      const { store } = opened;
      const ids = await live(owner, steps);
      const before = await historiesOf(store, owner, ids);
      const { writer, entries } = await undo(owner, "evil", force);
      const after = await historiesOf(store, owner, ids);
      const done = new Set(
        entries.filter(({ does }) => ["trash", "revert", "restore"].includes(does)).map(({ id }) => id),
      );
      for (const id of ids) {
        const [old, now] = [before.get(id) ?? [], after.get(id) ?? []];
        const touched = old.some(({ author }) => author.by === "evil");
        if (!touched) expect(entries.some((entry) => entry.id === id)).toBe(false);
        if (!done.has(id)) expect(now).toEqual(old);
        else expect(now.slice(1)).toEqual(old);
      }
      const again = await undo(owner, "evil", force);
      expect(again.entries.filter(({ id, does }) => done.has(id) && does !== "already_undone")).toEqual([]);
      const back = await undo(owner, writer, false);
      expect(new Set(back.entries.map(({ id }) => id))).toEqual(done);
      const restored = await historiesOf(store, owner, ids);
      for (const id of ids) expect(stateOf(restored.get(id))).toEqual(stateOf(before.get(id)));
      expect(
        (await store.undo.touched(owner, { writer: { name: writer, verified: true } }, 0)).entries,
      ).toHaveLength(done.size);
    });
    await fc.assert(property, { numRuns: 150, seed: 7 });
  }, 60_000);

  it("goes back to exactly what was before that one, where nobody else came after", async () => {
    const property = fc.asyncProperty(history, history, async (before, evils) => {
      round += 1;
      const owner = parseOwner(`owner-${round}`);
      const tame = before.map((one) => ({ ...one, who: one.who === "evil" ? ("ada" as const) : one.who }));
      const all = [...tame, ...evils.map((one) => ({ ...one, who: "evil" as const }))];
      const ids = await live(owner, all);
      const { entries } = await undo(owner, "evil", false);
      const histories = await historiesOf(opened.store, owner, ids);
      const refused = entries.filter(({ does }) => does === "key_taken");
      for (const [id, versions] of histories) {
        const good = versions.filter(({ author }) => author.by !== "evil" && author.tool !== "undo");
        if (refused.some((entry) => entry.id === id)) continue;
        if (good.length === 0) expect(stateOf(versions).trashed).toBe(true);
        else expect(stateOf(versions)).toEqual(stateOf(good));
      }
    });
    await fc.assert(property, { numRuns: 100, seed: 7 });
  }, 60_000);
});
