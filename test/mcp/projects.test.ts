import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { type ClientOptions, Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { openOnPostgres } from "../helpers/postgres/harness-store.ts";
import {
  type Args,
  fillProject,
  fillSecrets,
  type Ids,
  SECRET,
  TAG,
  TOOL_ATTACKS,
} from "./project-attacks.ts";

const ENGINES = [
  ["SQLite", undefined],
  ["Postgres", openOnPostgres],
] as const;
const CASES = ENGINES.flatMap(([engine, openStore]) =>
  [false, true].map((legacy) => ({ engine, openStore, era: legacy ? "2025" : "2026", legacy })),
);
const OWNER = "alice" as never;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const UNKNOWN = "00000000-0000-7000-8000-000000000000";

/** Everything that is secret, through methods that no project narrows. */
async function secretsOf({ store, runtime }: Harness): Promise<string> {
  await runtime.services.reads.flush();
  const entries = await store.entries.list(OWNER, {}, { limit: 500 });
  const trash = await store.trash.list(OWNER, { limit: 500 });
  const actions = await store.activity.listActions(OWNER, {}, { limit: 500 });
  const isSecret = ({ source }: { readonly source: string }) => source !== "work";
  return JSON.stringify([
    entries.filter(isSecret),
    trash.filter(({ entry }) => isSecret(entry)),
    actions.filter(({ action }) => action.includes("CANARY")),
    await store.baselines.list(OWNER, SECRET),
  ]);
}

/** What an answer tells that the question did not hold. */
function told(text: string, args: Args): string {
  const asked = JSON.stringify(args)
    .split(/[^\w-]+/)
    .filter((word) => word.includes("CANA"))
    .toSorted((one, other) => other.length - one.length);
  return asked.reduce((rest, word) => rest.replaceAll(word, ""), text);
}

/** An answer without what is another in every store: ids, cursors and times of writing. */
function comparable(text: string): string {
  return text
    .replaceAll(UUID, "ID")
    .replaceAll(/"next_cursor":"[^"]*"/g, '"next_cursor":"…"')
    .replaceAll(/"id":\d+/g, '"id":0')
    .replaceAll('"bob"', '"alice"');
}

it("every tool has an attack", () => {
  expect(Object.keys(TOOL_ATTACKS).sort()).toEqual(ALL_TOOLS.map(({ name }) => name).sort());
});

describe.each(CASES)("a token bound to a project on $engine, $era clients", ({ openStore, legacy }) => {
  let harness: Harness;
  let bound: TestClient;
  /** Has what the project has, and nothing else. */
  let alone: TestClient;
  let bobsNote: string;
  let ids: Ids;
  let before: string;
  const as: ClientOptions = { owner: "alice", legacy, sources: ["work"], by: "bound" };

  beforeAll(async () => {
    harness = await Harness.open({}, openStore);
    const alice = await harness.client({ owner: "alice", legacy });
    const secrets = await fillSecrets(alice);
    const own = await fillProject(alice);
    bobsNote = await fillProject(await harness.client({ owner: "bob", legacy }));
    await harness.store.search.update({ all: true });
    await harness.runtime.services.reads.flush();
    ids = { ...secrets, own };
    bound = await harness.client(as);
    alone = await harness.client({ ...as, owner: "bob" });
    before = await secretsOf(harness);
  });
  afterAll(() => harness.close());

  it.each(ALL_TOOLS.map(({ name }) => name))(
    "%s tells nothing of the rest, and changes none of it",
    async (name) => {
      for (const args of TOOL_ATTACKS[name]?.(ids) ?? []) {
        const { text } = await bound.call(name, args);
        expect(told(text, args)).not.toMatch(/CANA/);
        // What is secret here does not exist there.
        const unknown = JSON.stringify(args)
          .replaceAll(ids.own, bobsNote)
          .replaceAll(new RegExp(Object.values(ids).join("|"), "g"), UNKNOWN);
        const expected = await alone.call(name, JSON.parse(unknown));
        expect(comparable(text), JSON.stringify(args)).toBe(comparable(expected.text));
      }
      expect(await secretsOf(harness)).toBe(before);
    },
  );

  it("every resource, template and prompt tells what it would without the rest", async () => {
    const shown = async ({ sdk }: TestClient): Promise<readonly string[]> => {
      const looks: (() => Promise<unknown>)[] = [];
      const { resources } = await sdk.listResources();
      const { resourceTemplates } = await sdk.listResourceTemplates();
      const { prompts } = await sdk.listPrompts();
      const values = [SECRET, "work", TAG, "office", ids.live, ids.trashed, ids.alert];
      for (const { uri } of resources) looks.push(() => sdk.readResource({ uri }));
      for (const { uriTemplate } of resourceTemplates) {
        for (const value of values) {
          const uri = uriTemplate.replaceAll(/\{\w+\}/g, value);
          looks.push(() => sdk.readResource({ uri }));
        }
      }
      for (const { name, arguments: wanted = [] } of [...prompts, { name: "user/CANARY-key" }]) {
        for (const value of wanted.length === 0 ? [""] : values) {
          const given = Object.fromEntries(wanted.map((one) => [one.name, value]));
          looks.push(() => sdk.getPrompt({ name, arguments: given }));
        }
      }
      expect(Math.min(resources.length, resourceTemplates.length, prompts.length)).toBeGreaterThan(0);
      const answers = [JSON.stringify(prompts)];
      for (const look of looks) {
        answers.push(JSON.stringify(await look().catch((error: unknown) => ({ error: String(error) }))));
      }
      return answers.map(comparable);
    };
    const seen = await shown(bound);
    expect(seen).toEqual(await shown(alone));
    const asked = { SECRET, TAG, key: "CANARY-key" };
    for (const text of seen) expect(told(text, asked)).not.toMatch(/CANA/);
  });

  it("completes what the project has", async () => {
    const complete = async (uri: string, value: string) => {
      const ref = { type: "ref/resource", uri } as const;
      return (await bound.sdk.complete({ ref, argument: { name: "source", value } })).completion;
    };
    expect(await complete("awareness://alerts/{source}", "")).toMatchObject({ values: ["work"], total: 1 });
    expect(await complete("awareness://alerts/{source}", "CAN")).toMatchObject({ values: [], total: 0 });
    const prompt = { type: "ref/prompt", name: "project_context" } as const;
    const { prompts } = await bound.sdk.listPrompts();
    for (const { name, arguments: wanted = [] } of prompts) {
      for (const { name: argument } of wanted) {
        const found = await bound.sdk.complete({
          ref: { ...prompt, name },
          argument: { name: argument, value: "" },
        });
        expect(JSON.stringify(found)).not.toMatch(/CANA/);
      }
    }
  });

  it("says where it may write, and stores nothing elsewhere", async () => {
    const wrong = { source: SECRET, tags: [], description: "d" };
    expect(await bound.fail("remember", wrong)).toMatchObject({
      code: "invalid_parameter",
      param: "source",
      value: SECRET,
      valid: ["work"],
    });
    expect(await bound.fail("set_preference", { key: "k", value: "v" })).toMatchObject({ param: "scope" });
    expect(await bound.fail("update_entry", { entry_id: ids.own, source: SECRET })).toMatchObject({
      code: "invalid_parameter",
      valid: ["work"],
    });
    expect(await secretsOf(harness)).toBe(before);
  });

  it("works as any other within the project", async () => {
    const { id } = await bound.ok("remember", {
      source: "work",
      tags: ["mine"],
      description: "mine",
      logical_key: "k",
    });
    await bound.ok("update_entry", { entry_id: id, description: "changed" });
    expect((await bound.ok("get_history", { entry_id: id })).versions).toHaveLength(2);
    await bound.ok("revert_entry", { entry_id: id, version: 1 });
    expect(await bound.ok("delete_entry", { tags: ["mine"], confirm: true })).toMatchObject({ trashed: 1 });
    expect(await bound.ok("restore_entry", { tags: ["mine"] })).toMatchObject({ restored: 1 });
    expect((await bound.ok("search", { query: "mine" })).results[0].id).toBe(id);
    await bound.ok("report_status", { source: "work", tags: [], metrics: { load: 2 } });
    await bound.ok("delete_entry", { entry_id: id });
  });

  it("says no more of a schema name that is taken elsewhere than that it is", async () => {
    const name = { family: "CANARY-family", version: "1" };
    const schema = { source: "work", tags: [], description: "d", ...name, schema: {} };
    const { text } = await bound.call("register_schema", schema);
    expect(JSON.parse(text).error.code).toBe("schema_already_exists");
    expect(told(text, schema)).not.toMatch(UUID);
  });

  it("does not take a cursor of another view", async () => {
    const unbound = await harness.client({ owner: "alice", legacy });
    const { next_cursor: cursor } = await unbound.ok("get_knowledge", { limit: 1 });
    expect(await bound.fail("get_knowledge", { limit: 1, cursor })).toMatchObject({ param: "cursor" });
  });

  it("a token for no source sees nothing and writes nothing", async () => {
    const nobody = await harness.client({ ...as, sources: [] });
    expect((await nobody.ok("get_stats")).total).toBe(0);
    expect((await nobody.ok("search", { query: "note CANARY" })).results).toEqual([]);
    expect(await nobody.fail("remember", { source: "work", tags: [], description: "d" })).toMatchObject({
      valid: [],
    });
  });
});
