import { describe, expect, it } from "vitest";
import type { Author, NewEntry } from "../../src/domain/entries/entry.ts";
import { SYSTEM_OWNER } from "../../src/domain/owner.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, idsOf, insertAll, useStore } from "./fixtures.ts";

const NAME = { family: "person", version: "1" } as const;
const schema = (id: string, parts: Partial<NewEntry> = {}, name: object = NAME) =>
  anEntry({ id, type: "schema", data: { ...name, schema: {} }, ...parts });
const record = (id: string, parts: Partial<NewEntry> = {}, [ref, version] = ["person", "1"]) =>
  anEntry({
    id,
    type: "record",
    data: { schema_ref: ref ?? "", schema_version: version ?? "", content: 1 },
    ...parts,
  });

/** Schemas by name, the records pinned to them, and what keeps a schema from going. */
export function describeSchemaStore(name: string, open: Open): void {
  describe(`schemas on ${name}`, () => {
    const at = useStore(open);
    const by: Author = author;
    const trash = (selector: Parameters<typeof at.store.trash.trash>[1]) =>
      at.store.trash.trash(alice, selector, by);
    const find = async () => (await at.store.schemas.find(alice, NAME))?.id;

    it("finds an own schema by family and version, whatever its source", async () => {
      await insertAll(at.store, [
        schema("other version", {}, { family: "person", version: "2" }),
        schema("mine", { source: "anywhere" }),
        schema("colon", {}, { family: "person:1", version: "" }),
        anEntry({ id: "a note", data: NAME }),
      ]);
      await insertAll(at.store, [schema("bob's")], bob);
      expect(await at.store.schemas.find(alice, NAME)).toEqual(
        await at.store.entries.findById(alice, "mine"),
      );
      expect(await at.store.schemas.find(alice, { family: "person", version: "3" })).toBeUndefined();
      await trash({ by: "id", id: "mine" });
      expect(await find()).toBeUndefined();
    });

    it("finds shared schemas apart from own ones", async () => {
      await insertAll(at.store, [schema("shared")], SYSTEM_OWNER);
      expect((await at.store.schemas.findShared(NAME))?.id).toBe("shared");
      expect(await find()).toBeUndefined();
    });

    it("refuses a second live schema of the same name from any source, and keeps the first", async () => {
      await insertAll(at.store, [schema("first", { source: "a" })]);
      await expect(
        at.store.entries.insert(alice, schema("second", { source: "b" }), by),
      ).rejects.toMatchObject({ code: "schema_already_exists" });
      expect(await find()).toBe("first");
      await trash({ by: "id", id: "first" });
      await insertAll(at.store, [schema("second", { source: "b" })]);
      expect(await find()).toBe("second");
    });

    it("lets an expired schema make room for a new one of its name", async () => {
      await insertAll(at.store, [schema("old", { expiresAt: START + 5 })]);
      at.clock.advance(5);
      expect(await find()).toBeUndefined();
      await insertAll(at.store, [schema("new", { source: "elsewhere" })]);
      expect(await find()).toBe("new");
    });

    it("leaves a schema in the trash while a live one has its name, and brings back one of several", async () => {
      for (const source of ["a", "b"]) {
        await insertAll(at.store, [schema(source, { source, tags: ["s"] })]);
        await trash({ by: "id", id: source });
      }
      await insertAll(at.store, [schema("live", { source: "c" })]);
      const restore = () => at.store.trash.restore(alice, { by: "tags", tags: ["s"] }, by);
      expect(await restore()).toEqual({ restored: 0, conflicts: ["a", "b"] });
      await trash({ by: "id", id: "live" });
      expect(await restore()).toEqual({ restored: 1, conflicts: ["a"] });
      expect(await find()).toBe("b");
    });

    it("lists and counts the live records pinned to a schema, oldest first", async () => {
      await insertAll(at.store, [
        record("r1"),
        record("r2", { source: "elsewhere" }),
        record("other", {}, ["person", "2"]),
        record("expired", { expiresAt: START + 1 }),
        record("deleted"),
      ]);
      await insertAll(at.store, [record("bob's")], bob);
      at.clock.advance(1);
      await insertAll(at.store, [record("r3")]);
      await trash({ by: "id", id: "deleted" });
      const same = { kind: "updated", tags: ["new"] } as const;
      await at.store.entries.change(alice, "r1", () => same, by);
      expect(idsOf(await at.store.schemas.listRecords(alice, NAME, 10))).toEqual(["r1", "r2", "r3"]);
      expect(idsOf(await at.store.schemas.listRecords(alice, NAME, 2))).toEqual(["r1", "r2"]);
      expect(await at.store.schemas.countRecords(alice, NAME)).toBe(3);
      const moved = { kind: "updated", data: { schema_ref: "person", schema_version: "2" } } as const;
      await at.store.entries.change(alice, "r2", () => moved, by);
      expect(await at.store.schemas.countRecords(alice, NAME)).toBe(2);
    });

    it("keeps a schema out of the trash while a live record outside the selection uses it", async () => {
      await insertAll(at.store, [
        schema("used", { source: "x" }),
        schema("free", { source: "x" }, { family: "free", version: "1" }),
        record("r", { source: "y" }),
        anEntry({ id: "note", source: "x" }),
      ]);
      const bySource = { by: "source", source: "x" } as const;
      const outcome = { trashed: 2, schemasInUse: ["used"] };
      expect(await at.store.trash.countTrashable(alice, bySource)).toEqual(outcome);
      expect(await trash(bySource)).toEqual(outcome);
      expect(await find()).toBe("used");
      expect(await at.store.trash.countTrashable(alice, { by: "id", id: "used" })).toEqual({
        trashed: 0,
        schemasInUse: ["used"],
      });
      expect(await trash({ by: "id", id: "used" })).toEqual({ trashed: 0, schemasInUse: ["used"] });
      await trash({ by: "id", id: "r" });
      expect(await trash({ ...bySource, type: "schema" })).toEqual({ trashed: 1, schemasInUse: [] });
    });

    it("lets a schema go together with all its records, and past records that are not alive", async () => {
      await insertAll(at.store, [
        schema("s", { tags: ["t"] }),
        record("in the same call", { tags: ["t"] }),
        record("expired", { tags: [], expiresAt: START + 1 }),
        record("of another version", { tags: [] }, ["person", "2"]),
      ]);
      await insertAll(at.store, [record("bob's")], bob);
      at.clock.advance(1);
      const byTag = { by: "tags", tags: ["t"] } as const;
      expect(await at.store.trash.countTrashable(alice, byTag)).toEqual({ trashed: 2, schemasInUse: [] });
      expect(await trash(byTag)).toEqual({ trashed: 2, schemasInUse: [] });
    });
  });
}
