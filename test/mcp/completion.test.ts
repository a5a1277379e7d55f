import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const template = (uri: string) => ({ type: "ref/resource" as const, uri });
const prompt = (name: string) => ({ type: "ref/prompt" as const, name });
type Reference = ReturnType<typeof template> | ReturnType<typeof prompt>;

const ALERTS = template("awareness://alerts/{source}");

describe.each([
  ["2026-07-28", false],
  ["2025-11-25", true],
])("completion over %s", (_revision, legacy) => {
  let harness: Harness;
  let alice: TestClient;
  let bob: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    alice = await harness.client({ owner: "alice", legacy });
    bob = await harness.client({ owner: "bob", legacy });
    const note = (source: string, tags: readonly string[], more: object = {}) =>
      alice.ok("remember", { source, tags, description: "d", ...more });
    await note("nas", ["infra", "garden"]);
    await note("Notebook", ["infra"]);
    await note("custom-prompt", [], { logical_key: "p", content: "{{source}} {{free}}" });
  });
  afterAll(() => harness.close());

  const complete = async (client: TestClient, ref: Reference, name: string, value: string) =>
    (await client.sdk.complete({ ref, argument: { name, value } })).completion;

  it("suggests the owner's sources for {source}, by prefix", async () => {
    expect(await complete(alice, ALERTS, "source", "")).toMatchObject({
      values: ["Notebook", "custom-prompt", "nas"],
      total: 3,
      hasMore: false,
    });
    expect((await complete(alice, ALERTS, "source", "n")).values).toEqual(["Notebook", "nas"]);
    expect((await complete(alice, template("awareness://status/{source}"), "source", "na")).values).toEqual([
      "nas",
    ]);
  });

  it("suggests tags for repo_name and sources for source", async () => {
    expect((await complete(alice, prompt("project_context"), "repo_name", "")).values).toEqual([
      "infra",
      "garden",
    ]);
    expect((await complete(alice, prompt("system_status"), "source", "nas")).values).toEqual(["nas"]);
    expect((await complete(alice, prompt("catchup"), "hours", "2")).values).toEqual(["24"]);
  });

  it("suggests values for variables of a person's own prompts whose name says what they are", async () => {
    expect((await complete(alice, prompt("user/p"), "source", "nas")).values).toEqual(["nas"]);
    expect((await complete(alice, prompt("user/p"), "free", "")).values).toEqual([]);
    await expect(complete(bob, prompt("user/p"), "source", "")).rejects.toMatchObject({ code: -32602 });
  });

  it("suggests nothing of another owner", async () => {
    for (const [ref, name] of [
      [ALERTS, "source"],
      [prompt("project_context"), "repo_name"],
      [prompt("system_status"), "source"],
    ] as const) {
      expect(await complete(bob, ref, name, "")).toMatchObject({ values: [], total: 0 });
    }
  });

  it("has nothing to suggest for ids and for arguments that do not exist", async () => {
    expect((await complete(alice, template("awareness://entry/{id}"), "id", "")).values).toEqual([]);
    expect((await complete(alice, ALERTS, "constructor", "")).values).toEqual([]);
    expect((await complete(alice, prompt("system_status"), "constructor", "")).values).toEqual([]);
  });

  it.each([template("awareness://nothing/{x}"), prompt("nothing")])("refuses %j", async (ref) => {
    await expect(complete(alice, ref, "x", "")).rejects.toMatchObject({ code: -32602 });
  });

  it("answers at most a hundred values and says how many there are", async () => {
    const carol = await harness.client({ owner: "carol", legacy });
    for (let n = 0; n < 105; n++) {
      await carol.ok("remember", { source: `s${n}`, tags: [], description: "d" });
    }
    const answer = await complete(carol, ALERTS, "source", "s");
    expect(answer.values).toHaveLength(100);
    expect(answer).toMatchObject({ total: 105, hasMore: true });
  });
});
