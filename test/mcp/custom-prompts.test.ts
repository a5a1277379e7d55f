import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClientOptions, Harness, type TestClient } from "../helpers/mcp-harness.ts";

const own = async (client: TestClient) =>
  (await client.sdk.listPrompts()).prompts.filter(({ name }) => name.startsWith("user/"));

async function render(client: TestClient, name: string, args: Record<string, string> = {}): Promise<string> {
  const { messages } = await client.sdk.getPrompt({ name, arguments: args });
  return JSON.parse(JSON.stringify(messages))[0].content.text;
}

describe.each([
  ["2026-07-28", false],
  ["2025-11-25", true],
])("a person's own prompts over %s", (_revision, legacy) => {
  let harness: Harness;
  let alice: TestClient;
  let bob: TestClient;
  const open = (options: ClientOptions) => harness.client({ legacy, ...options });
  beforeEach(async () => {
    harness = await Harness.open();
    alice = await open({ owner: "alice" });
    bob = await open({ owner: "bob" });
  });
  afterEach(() => harness.close());

  const store = (
    client: TestClient,
    key: string | undefined,
    content: string | undefined,
    description = "d",
  ) =>
    client.ok("remember", {
      source: "custom-prompt",
      tags: [],
      description,
      ...(key === undefined ? {} : { logical_key: key }),
      ...(content === undefined ? {} : { content }),
    });

  it("are listed after the built-in ones, with a required argument for each variable in order", async () => {
    await store(alice, "review", "{{b}} then {{a}} then {{b}}, not {{ c }} or {{d-e}}", "Reviews\nthings");
    const { prompts } = await alice.sdk.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual([
      "agent_instructions",
      "project_context",
      "system_status",
      "write_guide",
      "catchup",
      "user/review",
    ]);
    const mine = prompts.at(-1);
    expect(mine?.description).toBe("Reviews things");
    expect(mine?.arguments).toMatchObject([
      { name: "b", required: true },
      { name: "a", required: true },
    ]);
  });

  it("bear the id without a logical key, and take the description as template without a content", async () => {
    const { id } = await store(alice, undefined, undefined, "Hello {{name}}");
    expect(await render(alice, `user/${id}`, { name: "Ada" })).toBe("Hello Ada");
  });

  it("are rendered literally, values not expanded again", async () => {
    await store(alice, "p", "{{a}}|{{b}}|{{constructor}}|{{a}}");
    const args = { a: "{{b}} $& $1", b: "<&>", constructor: "x" };
    expect(await render(alice, "user/p", args)).toBe("{{b}} $& $1|<&>|x|{{b}} $& $1");
  });

  it("refuse missing and unknown arguments", async () => {
    await store(alice, "p", "{{a}} {{b}}");
    await expect(render(alice, "user/p", { a: "1" })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("Missing arguments: b."),
    });
    await expect(render(alice, "user/p", { a: "1", b: "2", c: "3" })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("Unknown argument c."),
    });
  });

  it("follow every change at once", async () => {
    const { id } = await store(alice, "p", "one");
    expect(await render(alice, "user/p")).toBe("one");
    await store(alice, "p", "two {{x}}");
    expect(await own(alice)).toMatchObject([{ name: "user/p", arguments: [{ name: "x" }] }]);
    expect(await render(alice, "user/p", { x: "!" })).toBe("two !");
    await alice.ok("delete_entry", { entry_id: id });
    expect(await own(alice)).toEqual([]);
    await expect(render(alice, "user/p")).rejects.toMatchObject({ code: -32602 });
    await alice.ok("restore_entry", { entry_id: id });
    expect(await own(alice)).toHaveLength(1);
  });

  it("are unknown to every other owner, exactly like prompts that never were", async () => {
    await store(alice, "secret", "CANARY {{a}}", "CANARY");
    expect(await own(bob)).toEqual([]);
    const refusal = (name: string) =>
      render(bob, name, { a: "1" }).then(
        (text) => text,
        (error: unknown) => String(error).replaceAll(name, "NAME"),
      );
    expect(await refusal("user/secret")).toBe(await refusal("user/nothing"));
    await store(bob, "secret", "bob's own");
    expect(await render(bob, "user/secret")).toBe("bob's own");
    expect(await render(alice, "user/secret", { a: "1" })).toBe("CANARY 1");
  });

  it("are at most 200, those changed last", async () => {
    for (let n = 0; n < 203; n++) await store(alice, `p${n}`, "text");
    const names = (await own(alice)).map(({ name }) => name);
    expect(names).toHaveLength(200);
    expect(names).not.toContain("user/p2");
    expect(names).toContain("user/p202");
    expect(names).toEqual(names.toSorted());
  });

  it("cannot take the place of a built-in one", async () => {
    await store(alice, "../write_guide", "mine");
    expect(await render(alice, "write_guide")).toContain("Before you write");
  });

  it("ignore texts that are too long for a prompt", async () => {
    await store(alice, "long", "x".repeat(100_001));
    expect(await own(alice)).toEqual([]);
  });

  it("announce their changes to their owner alone", async () => {
    if (!legacy) return;
    const heard: string[] = [];
    for (const [owner, client] of Object.entries({ alice, bob })) {
      client.sdk.setNotificationHandler("notifications/prompts/list_changed", async () => {
        heard.push(owner);
      });
    }
    await alice.ok("remember", { source: "home", tags: [], description: "no prompt" });
    await store(alice, "p", "text");
    await expect.poll(() => heard).toEqual(["alice"]);
    await store(bob, "p", "text");
    await expect.poll(() => heard).toEqual(["alice", "bob"]);
  });
});

it("the list of prompts is not to be shared or kept, as it depends on who asks", async () => {
  const harness = await Harness.open();
  const client = await harness.client();
  const answer = await client.sdk.listPrompts();
  expect(answer).toMatchObject({ cacheScope: "private", ttlMs: 0 });
  await harness.close();
});

it("a token that may not read sees and renders none of them", async () => {
  const harness = await Harness.open();
  const writer = await harness.client();
  await writer.ok("remember", {
    source: "custom-prompt",
    tags: [],
    description: "CANARY",
    logical_key: "p",
  });
  const stranger = await harness.client({ scopes: [] });
  expect(await own(stranger)).toEqual([]);
  await expect(render(stranger, "user/p")).rejects.toThrow();
  await expect(stranger.sdk.getPrompt({ name: "user/p" })).rejects.not.toMatchObject({
    message: expect.stringContaining("CANARY"),
  });
  await harness.close();
});
