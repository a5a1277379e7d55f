import { it } from "vitest";
import { Harness } from "../helpers/mcp-harness.ts";

it("probe", async () => {
  const harness = await Harness.open();
  const c = await harness.client();
  const log = (label: string, value: unknown) => process.stdout.write(`${label}: ${JSON.stringify(value)}\n`);
  // 1 reads by get_status / get_suppressions / resources
  const st = await c.ok("report_status", { source: "nas", tags: [], metrics: { a: 1 } });
  await c.ok("get_status", { source: "nas" });
  log("reads of status", (await c.ok("get_reads", { entry_id: st.id })).entries.length);
  await c.sdk.readResource({ uri: "awareness://status/nas" });
  log("reads of status after resource", (await c.ok("get_reads", { entry_id: st.id })).entries);
  await c.sdk.readResource({ uri: "awareness://alerts" });
  const n = await c.ok("remember", { source: "a", tags: [], description: "d" });
  await c.sdk.readResource({ uri: "awareness://knowledge" });
  log("reads of note after resource", (await c.ok("get_reads", { entry_id: n.id })).entries);
  // 2 baseline autoresolve
  await c.ok("report_alert", { source: "nas", tags: ["baseline"], alert_id: "mine", level: "warning", alert_type: "baseline", message: "by hand", metric: "a" });
  await c.ok("report_status", { source: "nas", tags: [], metrics: { a: 1 } });
  log("client baseline alert still there", (await c.ok("get_alerts")).entries.length);
  // 3
  const p = await c.ok("set_preference", { key: "k", value: "v" });
  await c.ok("update_entry", { entry_id: p.id, source: "work" });
  log("pref after source change", (await c.ok("get_knowledge", { entry_type: "preference" })).entries);
  log("set again", await c.ok("set_preference", { key: "k", value: "v", scope: "work" }));
  log("pref update_entry description", await c.call("update_entry", { entry_id: p.id, description: "x" }));
  // 4
  log("content_type alone", await c.call("update_entry", { entry_id: n.id, content_type: "text/html" }));
  // 5
  await c.ok("remind", { goal: "call the plumber", source: "x", tags: [] });
  log("hint", (await c.ok("get_knowledge", { entry_type: "intention", hint: "plumber" })).entries.map((e: any) => e.similarity));
  // 8
  harness.clock.advance(1000 * 1000);
  log("stale", (await c.ok("get_briefing")).sources);
  log("revert status", await c.call("revert_entry", { entry_id: st.id, version: 1 }));
  log("stale after revert", (await c.ok("get_briefing")).sources);
  // 9
  const r = await c.ok("remind", { goal: "old goal", source: "x", tags: [], deliver_at: "2026-07-28T09:00:00Z" });
  await c.ok("update_entry", { entry_id: r.id, description: "new goal" });
  log("fired", (await c.ok("get_briefing")).fired_intentions);
  log("list", (await c.ok("get_intentions", { mode: "list" })).entries);
  log("fetch", await c.ok("fetch", { id: r.id }));
  log("update intention content", await c.call("update_entry", { entry_id: r.id, content: "x" }));
  // limits
  log("search 200", await c.call("search", { query: "x", limit: 200 }));
  log("search 0", await c.call("search", { query: "x", limit: 0 }));
  log("lang", await c.call("get_knowledge", { language: "xq" }));
  log("lang2", await c.call("search", { query: "x", language: "xq" }));
  log("mode", await c.call("get_alerts", { mode: "List" }));
  log("tags", await c.call("get_knowledge", { tags: "x" }));
  log("tags2", await c.call("get_knowledge", { tags: [""] }));
  log("cond", await c.call("learn_pattern", { source: "s", tags: [], description: "d", conditions: { day: "monday" } }));
  log("metrics array", await c.call("report_status", { source: "s", tags: [], metrics: [] }));
  log("metrics huge key", await c.call("report_status", { source: "s", tags: [], metrics: { a: "x".repeat(300000) } }));
  log("pattern to global", await c.call("learn_pattern", { source: "", tags: [], description: "d", effect: "the a" }));
  log("query punctuation", await c.call("search", { query: "!!!" }));
  log("mixed delete", await c.call("delete_entry", { tags: ["x"], source: "zzz" }));
  log("id + tags", await c.call("restore_entry", { entry_id: "x", tags: ["x"] }));
  log("empty acted", await c.call("acted_on", { entry_id: n.id, action: "" }));
  log("if_version only", await c.call("update_entry", { entry_id: n.id, if_version: 1 }));
  log("boolean as str", await c.call("delete_entry", { source: "x", confirm: "true" }));
  log("limit as str", await c.call("get_alerts", { limit: "5" }));
  const long = await c.call("update_entry", { entry_id: "x".repeat(200), description: "x" });
  log("long id", long);
  await harness.close();
});
