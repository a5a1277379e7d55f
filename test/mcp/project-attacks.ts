import type { TestClient } from "../helpers/mcp-harness.ts";

export type Args = Readonly<Record<string, unknown>>;

/** The source that the bound token must not know of; its name and all that is filed under it can be told in any text. */
export const SECRET = "CANARY-source";
export const TAG = "CANARY-tag";
export const KEY = "CANARY-key";

/** Ids of secret entries, by what they are, and one of the project's own. */
export type Ids = Readonly<
  Record<"live" | "trashed" | "alert" | "intention" | "schema" | "record" | "own", string>
>;

/** What `work` has; the same for everybody, so that answers can be compared. */
export async function fillProject(client: TestClient): Promise<string> {
  const at = { source: "work", tags: ["office"] };
  const { id } = await client.ok("remember", { ...at, description: "an open note", content: "first" });
  await client.ok("update_entry", { entry_id: id, content: "second" });
  const gone = await client.ok("remember", { ...at, description: "a trashed note" });
  await client.ok("delete_entry", { entry_id: gone.id });
  await client.ok("report_status", { ...at, metrics: { load: 1 }, ttl_sec: 60 });
  await client.ok("report_alert", {
    ...at,
    alert_id: "a",
    level: "warning",
    alert_type: "threshold",
    message: "hot",
  });
  await client.ok("learn_pattern", { ...at, description: "hot on Mondays", effect: "suppress nothing" });
  await client.ok("remind", { ...at, goal: "call the office", deliver_at: "2026-07-28T08:00:00Z" });
  await client.ok("acted_on", { entry_id: id, action: "read it aloud" });
  return id;
}

/** One of everything, with the canary wherever there is room for it. */
export async function fillSecrets(client: TestClient): Promise<Omit<Ids, "own">> {
  const at = { source: SECRET, tags: [TAG] };
  const text = { ...at, description: "CANARY description" };
  const live = await client.ok("remember", { ...text, content: "CANARY content", logical_key: KEY });
  await client.ok("update_entry", { entry_id: live.id, content: "CANARY changed" });
  const trashed = await client.ok("remember", text);
  await client.ok("delete_entry", { entry_id: trashed.id });
  await client.ok("add_context", text);
  await client.ok("learn_pattern", { ...text, effect: "CANARY effect", related_ids: [live.id] });
  await client.ok("set_preference", { key: "CANARY", value: "CANARY", scope: SECRET });
  await client.ok("report_status", { ...at, metrics: { CANARY: 1 } });
  const alert = await client.ok("report_alert", {
    ...at,
    alert_id: "CANARY",
    level: "critical",
    alert_type: "structural",
    message: "CANARY message",
  });
  await client.ok("suppress_alert", { ...at, level: "critical", reason: "CANARY reason" });
  const intention = await client.ok("remind", {
    ...at,
    goal: "CANARY goal",
    deliver_at: "2026-07-28T08:00:00Z",
  });
  const name = { family: "CANARY-family", version: "1" };
  const schema = await client.ok("register_schema", { ...text, ...name, schema: { type: "object" } });
  const record = await client.ok("create_record", {
    ...text,
    logical_key: KEY,
    schema_ref: name.family,
    schema_version: name.version,
    content: { CANARY: 1 },
  });
  await client.ok("acted_on", {
    entry_id: live.id,
    action: "CANARY action",
    platform: "CANARY",
    tags: [TAG],
  });
  await client.ok("fetch", { id: live.id });
  const prompt = { tags: [TAG], description: "CANARY {{source}}" };
  await client.ok("remember", { ...prompt, source: "custom-prompt", logical_key: KEY });
  await client.ok("remember", { ...prompt, source: "awareness-prompt", tags: ["memory-prompt"] });
  return {
    live: live.id,
    trashed: trashed.id,
    alert: alert.id,
    intention: intention.id,
    schema: schema.id,
    record: record.id,
  };
}

const byId =
  (more: Args = {}) =>
  (ids: Ids) =>
    [ids.live, ids.trashed, ids.alert, ids.intention, ids.schema, ids.record].map((id) => ({
      entry_id: id,
      ...more,
    }));
const inside = { source: "work", tags: ["office"], description: "d" };
const outside = { source: SECRET, tags: [TAG], description: "d" };
const schemaName = { schema_ref: "CANARY-family", schema_version: "1" };
const LISTS: readonly Args[] = [{}, { limit: 1 }];
const searches = [
  "CANARY",
  "CANA",
  "CANNARY",
  "open note",
  `tag:${TAG}`,
  `source:${SECRET}`,
  '"CANARY content"',
].map((query) => ({ query, explain: true }));

/** For every tool what a bound caller may try. A tool without an attack fails a test. */
export const TOOL_ATTACKS: Readonly<Record<string, (ids: Ids) => readonly Args[]>> = {
  get_briefing: () => [{}, { since: "2020-01-01T00:00:00Z" }],
  remember: ({ live }) => [
    { ...outside, logical_key: KEY },
    outside,
    { ...inside, related_ids: [live] },
    { ...inside, source: "custom-prompt" },
  ],
  get_knowledge: () => [
    ...LISTS,
    { source: SECRET },
    { tags: [TAG] },
    { hint: "CANARY" },
    { hint: "note" },
    { mode: "list" },
    { include_history: "true" },
    { entry_type: "alert" },
    { entry_type: "schema" },
    { learned_from: "conversation" },
  ],
  update_entry: (ids) => [
    ...byId({ description: "x" })(ids),
    ...byId({ content: {} })(ids),
    { entry_id: ids.own, source: SECRET },
    { entry_id: ids.own, related_ids: [ids.live] },
  ],
  delete_entry: (ids) => [
    ...byId({ confirm: true })(ids),
    ...byId()(ids),
    { tags: [TAG] },
    { tags: [TAG], confirm: true },
    { source: SECRET },
    { source: SECRET, confirm: true },
    { source: SECRET, entry_type: "schema", confirm: true },
  ],
  restore_entry: (ids) => [...byId()(ids), { tags: [TAG] }],
  get_deleted: () => [...LISTS, { mode: "list" }],
  get_history: byId(),
  revert_entry: byId({ version: 1 }),
  get_stats: () => [{}],
  get_tags: () => [{}],
  learn_pattern: ({ live }) => [
    { ...outside, effect: "e" },
    { ...inside, source: "", effect: "e" },
    { ...inside, effect: "e", related_ids: [live] },
  ],
  report_status: () => [{ source: SECRET, tags: [], metrics: { CANARY: 100 } }],
  report_alert: () => [
    {
      source: SECRET,
      tags: [TAG],
      alert_id: "CANARY",
      level: "warning",
      alert_type: "structural",
      message: "x",
      resolved: true,
    },
  ],
  get_status: () => [{ source: SECRET }, { source: "work" }],
  get_alerts: () => [...LISTS, { source: SECRET }, { mode: "list" }],
  suppress_alert: () => [{ source: SECRET }, {}, { tags: [TAG] }],
  get_suppressions: () => LISTS,
  register_schema: () => [
    { ...outside, family: "f", version: "1", schema: {} },
    { ...outside, family: "CANARY-family", version: "1", schema: {} },
  ],
  create_record: () => [
    { ...outside, ...schemaName, logical_key: KEY, content: {} },
    { ...inside, ...schemaName, logical_key: KEY, content: {} },
  ],
  remind: () => [{ source: SECRET, tags: [TAG], goal: "g" }],
  add_context: ({ live }) => [outside, { ...inside, related_ids: [live] }],
  search: () => searches,
  fetch: (ids) => Object.values(ids).map((id) => ({ id })),
  set_preference: () => [
    { key: "CANARY", value: "x" },
    { key: "CANARY", value: "x", scope: SECRET },
  ],
  get_related: (ids) => [...byId()(ids), { entry_id: ids.own }],
  semantic_search: () => searches,
  backfill_embeddings: () => [{}],
  get_intentions: () => [...LISTS, { source: SECRET }, { state: "fired" }],
  update_intention: byId({ state: "completed" }),
  acted_on: byId({ action: "x" }),
  get_reads: (ids) => [...LISTS, ...byId()(ids), { platform: "CANARY" }],
  get_actions: (ids) => [...LISTS, ...byId()(ids), { platform: "CANARY" }, { tags: [TAG] }],
  get_unread: () => [...LISTS, { since: "2026-07-28T08:59:00Z" }],
  get_activity: () => [...LISTS, { platform: "CANARY" }],
};
