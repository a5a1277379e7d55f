import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { openOnPostgres } from "../helpers/postgres/harness-store.ts";

const ARGUMENTS: Record<string, Record<string, unknown>> = {
  update_entry: { description: "x" },
  revert_entry: { version: 1 },
  update_intention: { state: "active" },
  acted_on: { action: "x" },
  search: { query: "CANARY" },
  semantic_search: { query: "CANARY" },
};
const idField = (tool: (typeof ALL_TOOLS)[number]) =>
  ["entry_id", "id"].find((name) => name in tool.input.shape);
const withId = ALL_TOOLS.flatMap((tool) => {
  const field = idField(tool);
  return field === undefined ? [] : [{ name: tool.name, field }];
});

/** A value of every argument of prompts and resource templates that may lead to her things. */
const HERS: Record<string, string> = {
  source: "CANARY-source-1",
  tag: "CANARY-tag-1",
  tags: "CANARY-tag-1",
  alert_id: "CANARY",
};

const ENGINES = [
  ["SQLite", undefined],
  ["Postgres", openOnPostgres],
] as const;
const ERAS = [
  ["2026", false],
  ["2025", true],
] as const;
const CASES = ENGINES.flatMap(([engine, openStore]) =>
  ERAS.map(([era, legacy]) => ({ engine, openStore, era, legacy })),
);

describe.each(CASES)("owners on $engine, $era clients", ({ openStore, legacy }) => {
  let harness: Harness;
  let alice: TestClient;
  let bob: TestClient;
  let live: string;
  let trashed: string;
  beforeAll(async () => {
    harness = await Harness.open({}, openStore);
    alice = await harness.client({ owner: "alice", legacy });
    bob = await harness.client({ owner: "bob", legacy });
    const note = async (n: number) =>
      (
        await alice.ok("remember", {
          source: `CANARY-source-${n}`,
          tags: [`CANARY-tag-${n}`],
          description: `CANARY-description-${n}`,
          content: `CANARY-content-${n}`,
          logical_key: `CANARY-key-${n}`,
        })
      ).id;
    live = await note(1);
    trashed = await note(2);
    await alice.ok("delete_entry", { entry_id: trashed });
  });
  afterAll(() => harness.close());

  it.each(withId)("$name answers a foreign id exactly like an unknown one", async ({ name, field }) => {
    for (const id of [live, trashed]) {
      const foreign = await bob.call(name, { [field]: id, ...ARGUMENTS[name] });
      const unknown = await bob.call(name, { [field]: "0".repeat(id.length), ...ARGUMENTS[name] });
      expect(foreign.text.replaceAll(id, "ID")).toBe(unknown.text.replaceAll("0".repeat(id.length), "ID"));
      expect(foreign.text).not.toContain("CANARY");
    }
  });

  it("leaves the victim's entries as they were", async () => {
    const { versions } = await alice.ok("get_history", { entry_id: live });
    expect(versions).toHaveLength(1);
    expect((await alice.ok("get_deleted")).entries).toHaveLength(1);
  });

  it.each(ALL_TOOLS)("$name shows a stranger nothing", async ({ name }) => {
    const attempts = [
      {},
      { source: "CANARY-source-1", tags: [], description: "d" },
      { tags: ["CANARY-tag-1"] },
    ];
    for (const args of attempts) {
      const { text } = await bob.call(name, { ...args, ...ARGUMENTS[name] });
      expect(text.replaceAll("CANARY-source-1", "").replaceAll("CANARY-tag-1", "")).not.toContain("CANARY");
    }
  });

  it("gives a stranger an entry of its own under the same logical key", async () => {
    const args = { source: "CANARY-source-1", tags: [], description: "bob's", logical_key: "CANARY-key-1" };
    expect(await bob.ok("remember", args)).toMatchObject({ action: "created" });
    expect((await alice.ok("get_history", { entry_id: live })).versions).toHaveLength(1);
  });

  it("shows a stranger nothing through any resource, template or prompt there is", async () => {
    const { sdk } = await harness.client({ owner: "eve", legacy });
    const shown: unknown[] = [];
    const look = async (read: () => Promise<unknown>) => void shown.push(await read().catch(String));
    const { resources } = await sdk.listResources();
    const { resourceTemplates } = await sdk.listResourceTemplates();
    const { prompts } = await sdk.listPrompts();
    expect([resources.length, resourceTemplates.length, prompts.length].every((count) => count > 0)).toBe(
      true,
    );
    for (const { uri } of resources) await look(() => sdk.readResource({ uri }));
    for (const { uriTemplate } of resourceTemplates) {
      for (const id of [live, trashed]) {
        const uri = uriTemplate.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
          name === "id" ? id : (HERS[name] ?? "x"),
        );
        await look(() => sdk.readResource({ uri }));
      }
    }
    for (const { name, arguments: wanted = [] } of prompts) {
      const given = Object.fromEntries(wanted.map((one) => [one.name, HERS[one.name] ?? "x"]));
      await look(() => sdk.getPrompt({ name, arguments: given }));
    }
    const text = JSON.stringify(shown).replaceAll(/CANARY-(source|tag)-1/g, "");
    expect(text).not.toContain("CANARY");
  });

  it("completes nothing of hers for a stranger", async () => {
    const { sdk } = await harness.client({ owner: "eve", legacy });
    const { resourceTemplates } = await sdk.listResourceTemplates();
    for (const { uriTemplate } of resourceTemplates) {
      const [, name] = /\{(\w+)\}/.exec(uriTemplate) ?? [];
      const ref = { type: "ref/resource", uri: uriTemplate } as const;
      const answer = await sdk.complete({ ref, argument: { name: name ?? "", value: "CAN" } }).catch(String);
      expect(JSON.stringify(answer)).not.toContain("CANARY");
    }
  });
});
