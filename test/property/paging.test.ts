import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { Harness } from "../helpers/mcp-harness.ts";

/** What happens between two pages. */
type Step = { readonly kind: "add" } | { readonly kind: "edit" | "delete"; readonly pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: "add" as const }),
  fc.record({ kind: fc.constantFrom("edit" as const, "delete" as const), pick: fc.nat(1000) }),
);

describe("paging under concurrent writes", () => {
  let harness: Harness;
  let round = 0;
  beforeAll(async () => {
    harness = await Harness.open();
  });
  afterAll(() => harness.close());

  it("gives an unchanged entry exactly once and none twice, and since finds what changed meanwhile", async () => {
    const author = { by: "t", tool: "remember" };
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 20 }),
      async (count, limit, between) => {
        round += 1;
        const name = `owner${round}`;
        const owner = parseOwner(name);
        const client = await harness.client({ owner: name });
        const { entries } = harness.store;
        const add = async (n: number) => {
          const note = {
            id: `${name}-${n}`,
            type: "note" as const,
            source: "s",
            tags: [],
            data: { description: `${n}` },
          };
          return (await entries.insert(owner, note, author)).id;
        };
        const original: string[] = [];
        for (let n = 0; n < count; n++) original.push(await add(n));
        harness.clock.advance(1000);
        const started = new Date(harness.clock.now()).toISOString();
        const touched = new Set<string>();
        const deleted = new Set<string>();
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; ; page++) {
          const answer = await client.ok("get_knowledge", { limit, ...(cursor && { cursor }) });
          seen.push(...answer.entries.map((entry: { id: string }) => entry.id));
          if (answer.next_cursor === undefined) break;
          cursor = answer.next_cursor;
          for (const [index, one] of (between[page] ?? []).entries()) {
            if (one.kind === "add") await add(1000 + page * 10 + index);
            else {
              const id = original[one.pick % count] as string;
              touched.add(id);
              if (one.kind === "delete") {
                deleted.add(id);
                await client.ok("delete_entry", { entry_id: id });
              } else if (!deleted.has(id)) {
                await client.ok("update_entry", { entry_id: id, description: `edited ${page} ${index}` });
              }
            }
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        for (const id of original) if (!touched.has(id)) expect(seen).toContain(id);
        const changed = await client.ok("get_knowledge", { since: started, limit: 500 });
        const found = changed.entries.map((entry: { id: string }) => entry.id);
        for (const id of touched) if (!deleted.has(id)) expect(found).toContain(id);
        await client.sdk.close();
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });
});
