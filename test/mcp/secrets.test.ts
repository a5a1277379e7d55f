import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { storesText } from "../../src/mcp/define-tool.ts";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { createRandom, draw } from "../unit/domain/secrets/draw.ts";

const random = createRandom(1);
const BODY = draw("{A36}", random);
const SECRET = `ghp_${BODY}`;
const KIND = "GitHub personal access token";

type JsonSchema = { readonly type?: string; readonly enum?: unknown; readonly items?: unknown };

/** Each argument of a tool that takes texts, with the secret put into it, and where it then is. */
function textsOf(tool: (typeof ALL_TOOLS)[number]): readonly [string, unknown, string][] {
  const { properties = {} } = z.toJSONSchema(tool.input, { io: "input" });
  type Text = [string, unknown, string];
  return Object.entries(properties as Record<string, JsonSchema>).flatMap(
    ([name, { type, enum: values }]): Text[] => {
      if (values !== undefined || ["integer", "number", "boolean"].includes(type ?? "")) return [];
      if (type === "string") return [[name, `use ${SECRET} for it`, name]];
      if (type === "array") return [[name, ["plain", SECRET], `${name}[1]`]];
      return [[name, { a: [{ b: `x ${SECRET}` }] }, `${name}.a[0].b`]];
    },
  );
}

const writers = ALL_TOOLS.filter(storesText);

describe("a credential", () => {
  let harness: Harness;
  let clients: readonly TestClient[];
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    clients = [await harness.client(), await harness.client({ legacy: true })];
    client = clients[0] as TestClient;
  });
  afterAll(() => harness.close());

  it("is looked for by every tool that writes, but those that store no text", () => {
    const others = ALL_TOOLS.filter((tool) => !storesText(tool) && !tool.hints.readOnlyHint);
    expect(others.map(({ name }) => name)).toEqual([
      "delete_entry",
      "restore_entry",
      "revert_entry",
      "backfill_embeddings",
    ]);
  });

  it.each(writers)(
    "is refused by $name in each of its texts, in both eras, and never shown",
    async (tool) => {
      const texts = textsOf(tool);
      expect(texts.length).toBeGreaterThan(0);
      for (const client of clients) {
        for (const [name, value, param] of texts) {
          const answer = await client.call(tool.name, { [name]: value });
          expect(answer).toMatchObject({ isError: true, structured: undefined });
          expect(answer.json.error).toMatchObject({
            code: "secret_found",
            retryable: false,
            param,
            kind: KIND,
          });
          expect(answer.json.error.message).toContain("allow_secret: true");
          expect(answer.text).not.toContain(BODY.slice(0, 6));
        }
      }
    },
  );

  it.each(writers)("is no reason to refuse for $name with allow_secret", async (tool) => {
    for (const [name, value] of textsOf(tool)) {
      const { json } = await client.call(tool.name, { [name]: value, allow_secret: true });
      expect(json.error?.code).not.toBe("secret_found");
      expect(JSON.stringify(json)).not.toContain("Unknown argument allow_secret");
    }
  });

  it("is stored as it is when the caller insists", async () => {
    const note = { source: "s", tags: ["insisted"], description: SECRET, content: { k: SECRET } };
    expect((await client.fail("remember", note)).code).toBe("secret_found");
    expect((await client.fail("remember", { ...note, allow_secret: false })).code).toBe("secret_found");
    expect((await client.fail("remember", { ...note, allow_secret: "true" })).code).toBe("secret_found");
    await client.ok("remember", { ...note, allow_secret: true });
    const { entries } = await client.ok("get_knowledge", { tags: ["insisted"] });
    expect(entries).toHaveLength(1);
    expect(entries[0].data.description).toBe(SECRET);
    expect(entries[0].data).not.toHaveProperty("allow_secret");
  });

  it("as the name of a member or an argument is refused without naming it", async () => {
    const base = { source: "s", tags: [], description: "d" };
    for (const [args, param] of [
      [{ ...base, content: { inner: { [SECRET]: 1 } } }, "content.inner"],
      [{ ...base, [SECRET]: 1 }, undefined],
    ] as const) {
      const answer = await client.call("remember", args);
      expect(answer.json.error).toMatchObject({ code: "secret_found", ...(param && { param }) });
      expect(answer.text).not.toContain(BODY.slice(0, 6));
    }
  });

  it("may still be searched and deleted by", async () => {
    expect((await client.call("search", { query: SECRET })).isError).toBe(false);
    expect((await client.call("delete_entry", { tags: [SECRET] })).json.error?.code).not.toBe("secret_found");
  });

  it("is in no line of the log, whatever was called above", () => {
    expect(harness.logLines.join("")).not.toContain(BODY.slice(0, 6));
  });
});
