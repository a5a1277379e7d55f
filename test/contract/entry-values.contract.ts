import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryData } from "../../src/domain/entries/entry.ts";
import type { Open } from "./backends.ts";
import { alice, anEntry, author, useStore } from "./fixtures.ts";

const TEXTS = {
  emoji: "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
  "right to left": "שלום עולם \u200F مرحبا",
  "four-byte letters": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎𠜱",
  "combining marks": "e\u0301 is not \u00E9, and กำ has a vowel below",
  "Thai and Chinese": "ภาษาไทย 中文 日本語",
  "quotes and percent": `"'\`; DROP TABLE entries; -- % _ \\ \u0001 \u2028`,
  spaces: "  \t\r\n trailing  ",
  empty: "",
};

/** Values come back byte for byte. */
export function describeEntryValues(name: string, open: Open): void {
  describe(`values on ${name}`, () => {
    const at = useStore(open);

    it.each(Object.entries(TEXTS))("keeps %s in every text field", async (_, text) => {
      const entry = anEntry({ source: text, tags: [text], data: { [text]: text }, logicalKey: `k${text}` });
      await at.store.entries.insert(alice, entry, { by: text, client: text, tool: text });
      expect(await at.store.entries.findById(alice, entry.id)).toMatchObject({
        ...entry,
        author: { by: text, client: text, tool: text },
      });
      expect(await at.store.entries.count(alice, { source: text, tags: [text] })).toBe(1);
      expect(await at.store.overview.tags(alice)).toEqual([{ tag: text, count: 1 }]);
    });

    it("keeps any JSON that a caller may send", async () => {
      const data = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ stringUnit: "grapheme" }));
      await fc.assert(
        fc.asyncProperty(data, async (made) => {
          const entry = anEntry({ data: made as EntryData });
          await at.store.entries.insert(alice, entry, author);
          const found = await at.store.entries.findById(alice, entry.id);
          expect(JSON.stringify(found?.data)).toBe(JSON.stringify(made));
        }),
        { numRuns: 100 },
      );
    });

    it("keeps a member named __proto__ as plain data", async () => {
      const data = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as EntryData;
      const { id } = await at.store.entries.insert(alice, anEntry({ data }), author);
      const found = await at.store.entries.findById(alice, id);
      expect(JSON.stringify(found?.data)).toBe(JSON.stringify(data));
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });

    it("keeps a megabyte of content through edits and history", async () => {
      const content = "ä".repeat(1_000_000);
      const { id } = await at.store.entries.insert(alice, anEntry({ data: { content } }), author);
      const rule = () => ({ kind: "updated", data: { content: `${content}!` } }) as const;
      await at.store.entries.change(alice, id, rule, author);
      expect((await at.store.entries.findById(alice, id))?.data.content).toBe(`${content}!`);
      expect((await at.store.history.find(alice, id, 1))?.data.content).toBe(content);
    });

    it("keeps fifty tags, and an entry without any", async () => {
      const tags = Array.from({ length: 50 }, (_, n) => `tag ${n}`);
      await at.store.entries.insert(alice, anEntry({ tags }), author);
      await at.store.entries.insert(alice, anEntry({ tags: [] }), author);
      expect(await at.store.entries.count(alice, { tags })).toBe(1);
      expect(await at.store.entries.count(alice, { tags: [] })).toBe(2);
      expect(await at.store.overview.tags(alice)).toHaveLength(50);
    });

    it("keeps times far from now", async () => {
      const expiresAt = Date.UTC(9999, 11, 31);
      at.clock.set(Date.UTC(2038, 0, 19, 3, 14, 8));
      const entry = await at.store.entries.insert(alice, anEntry({ expiresAt }), author);
      expect(await at.store.entries.findById(alice, entry.id)).toEqual(entry);
      expect(entry).toMatchObject({ createdAt: Date.UTC(2038, 0, 19, 3, 14, 8), expiresAt });
    });
  });
}
