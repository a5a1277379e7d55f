import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";
import { type Ids, mark, WRITERS } from "./writer-calls.ts";

const writers = ALL_TOOLS.filter(({ hints }) => !hints.readOnlyHint);

/** Arguments whose values the server chooses or checks by form, so that they carry no text of the caller's. */
const FORMAL = [
  "entry_id",
  "related_ids",
  "language",
  "deliver_at",
  "snooze_until",
  "recurrence",
  "conditions",
];

/** Arguments of a tool that can hold text of the caller's choice. */
function textArguments(tool: (typeof ALL_TOOLS)[number]): readonly string[] {
  const { properties = {} } = z.toJSONSchema(tool.input, { io: "input" });
  return Object.entries(properties)
    .filter(([name]) => !FORMAL.includes(name))
    .filter(([, schema]) => typeof schema === "object" && schema.enum === undefined)
    .filter(
      ([, schema]) => !["integer", "number", "boolean"].includes(String((schema as { type?: string }).type)),
    )
    .map(([name]) => name);
}

describe("the answers of writers", () => {
  let harness: Harness;
  let client: TestClient;
  let ids: Ids;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    const remembered = async () =>
      (await client.ok("remember", { source: "plain", tags: [], description: "plain" })).id as string;
    const deliver_at = "2026-07-28T10:00:00Z";
    const { id: intention } = await client.ok("remind", {
      goal: `the ${mark("goal")}`,
      source: "plain",
      tags: [mark("tags")],
      deliver_at,
      recurrence: "FREQ=DAILY",
    });
    ids = { note: await remembered(), intention, trashed: await remembered() };
    await client.ok("delete_entry", { entry_id: ids.trashed });
  });
  afterAll(() => harness.close());

  it("are all promised here, and no tool that is gone", () => {
    expect(Object.keys(WRITERS).sort()).toEqual(writers.map(({ name }) => name).sort());
  });

  it.each(writers)("$name: every text a caller can give is put to the test", (tool) => {
    const calls = WRITERS[tool.name]?.calls({ note: "", intention: "", trashed: "" }) ?? [];
    const untested = textArguments(tool).filter(
      (name) => !calls.some((args) => JSON.stringify(args[name] ?? "").includes("MARK-")),
    );
    expect(untested).toEqual([]);
  });

  it.each(writers)("$name answers handles and what the server made, nothing else", async ({ name }) => {
    const writer = WRITERS[name];
    if (writer === undefined) throw new Error(`${name} is not in the table`);
    for (const args of writer.calls(ids)) {
      const answer = await client.call(name, args);
      expect(answer.isError, answer.text).toBe(writer.fails === true);
      const handles = writer.handles.map(mark).sort((one, other) => other.length - one.length);
      const rest = handles.reduce((left, handle) => left.replaceAll(handle, ""), answer.text);
      expect(rest).not.toContain("MARK-");
    }
  });

  it("name an action only where it can vary", async () => {
    const acting = new Set<string>();
    for (const tool of writers) if ("action" in tool.output.shape) acting.add(tool.name);
    expect([...acting].sort()).toEqual(["acted_on", "create_record", "remember", "report_alert"]);
  });
});
