import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

/** Text that must not come back, unless it is a handle. */
const mark = (field: string) => `MARK-${field}`;
const marks = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, mark(name)]));
const object = (field: string) => ({ [mark(`${field}-key`)]: [mark(field)] });

interface Ids {
  /** A live note. */
  readonly note: string;
  readonly intention: string;
  /** In the trash. */
  readonly trashed: string;
}

interface Writer {
  /** Arguments that succeed, every text the caller chooses marked. */
  readonly calls: (ids: Ids) => readonly Record<string, unknown>[];
  /** Arguments that may come back: look-up and upsert keys. */
  readonly handles: readonly string[];
  /** The call always fails here: it needs what no test has. */
  readonly fails?: true;
}

const note = { ...marks("source", "description", "content_type", "learned_from"), tags: [mark("tags")] };
const text = { ...marks("source", "description", "learned_from"), tags: [mark("tags")], language: "en" };

const WRITERS: Readonly<Record<string, Writer>> = {
  report_status: {
    calls: () => [
      {
        source: mark("source"),
        tags: [mark("tags")],
        metrics: object("metrics"),
        inventory: object("inventory"),
      },
    ],
    handles: ["source"],
  },
  report_alert: {
    calls: () => {
      const alert = { ...marks("source", "alert_id", "message", "metric"), tags: [mark("tags")] };
      const rest = { details: object("details"), diagnostics: object("diagnostics"), level: "warning" };
      const whole = { ...alert, ...rest, alert_type: "threshold" };
      return [whole, { ...whole, resolved: true }];
    },
    handles: ["alert_id"],
  },
  learn_pattern: {
    calls: () => [{ ...text, effect: mark("effect"), conditions: { day_of_week: "monday" } }],
    handles: [],
  },
  remember: {
    calls: () => [
      { ...note, content: object("content"), language: "en" },
      { ...note, content: mark("content"), logical_key: mark("logical_key") },
    ],
    handles: [],
  },
  register_schema: {
    calls: () => [
      {
        ...text,
        ...marks("family", "version"),
        schema: { title: mark("schema"), properties: { [mark("schema-key")]: { type: "string" } } },
      },
    ],
    handles: ["family", "version"],
  },
  create_record: {
    calls: () => [
      {
        ...text,
        logical_key: mark("logical_key"),
        schema_ref: mark("family"),
        schema_version: mark("version"),
        content: object("content"),
      },
    ],
    handles: [],
  },
  update_entry: {
    calls: (ids) => [{ entry_id: ids.note, ...note, content: mark("content"), learned_from: undefined }],
    handles: [],
  },
  suppress_alert: {
    calls: () => [{ ...marks("source", "metric", "reason"), tags: [mark("tags")] }],
    handles: [],
  },
  add_context: {
    calls: (ids) => [{ ...text, learned_from: undefined, related_ids: [ids.note] }],
    handles: [],
  },
  set_preference: { calls: () => [marks("key", "value", "scope")], handles: ["key", "scope"] },
  delete_entry: {
    calls: (ids) => [
      { tags: [mark("tags")] },
      { source: mark("source"), entry_type: "note" },
      { tags: [mark("tags-of-nothing")], confirm: true },
      { entry_id: ids.trashed },
    ],
    handles: ["entry_id", "tags", "tags-of-nothing", "source", "entry_type"],
  },
  restore_entry: {
    calls: (ids) => [{ entry_id: ids.trashed }, { tags: [mark("tags-of-nothing")] }],
    handles: ["entry_id", "tags-of-nothing"],
  },
  acted_on: {
    calls: (ids) => [
      { entry_id: ids.note, ...marks("action", "platform", "detail"), tags: [mark("tags")] },
      { entry_id: ids.intention, ...marks("action", "detail") },
    ],
    handles: ["entry_id", "action"],
  },
  remind: {
    calls: () => [
      {
        ...marks("goal", "source", "constraints", "learned_from"),
        tags: [mark("tags")],
        deliver_at: "2026-08-01T00:00:00Z",
        recurrence: "FREQ=DAILY",
        language: "en",
      },
    ],
    handles: [],
  },
  update_intention: {
    calls: (ids) => [
      {
        entry_id: ids.intention,
        state: "snoozed",
        reason: mark("reason"),
        snooze_until: "2026-08-01T00:00:00Z",
      },
      { entry_id: ids.intention, state: "completed", reason: mark("reason") },
    ],
    handles: ["entry_id"],
  },
  revert_entry: { calls: (ids) => [{ entry_id: ids.note, version: 1 }], handles: ["entry_id"] },
  backfill_embeddings: { calls: () => [{}], handles: [], fails: true },
};

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
