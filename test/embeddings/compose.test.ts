import { expect, it } from "vitest";
import { ENTRY_TYPES } from "../../src/domain/entries/entry.ts";
import { CHUNK_WEIGHT, chunksOf } from "../../src/embeddings/chunks.ts";
import { type Composable, composeText, isEmbeddable } from "../../src/embeddings/compose.ts";
import { weightOf } from "../../src/embeddings/text-borders.ts";
import { textHash } from "../../src/embeddings/text-hash.ts";

const entry = (data: Composable["data"], rest: Partial<Composable> = {}): Composable => ({
  type: "note",
  source: "nas",
  tags: [],
  data,
  ...rest,
});

const whole = (one: Composable): string => {
  const { head, body } = composeText(one);
  return body === "" ? head : `${head}\n${body}`;
};

it("suppressions and schemas are not embedded, everything else is", () => {
  expect(ENTRY_TYPES.filter((type) => !isEmbeddable(type))).toEqual(["suppression", "schema"]);
});

it.each([
  ["a bare note", entry({}), "type: note\nsource: nas"],
  [
    "a note",
    entry(
      { description: "Disk plan", content: "Two mirrors.\nOne spare.", content_type: "text/plain" },
      { tags: ["disk", "home lab"] },
    ),
    "type: note\nsource: nas\ntags: disk, home lab\ndescription: Disk plan\nTwo mirrors.\nOne spare.",
  ],
  [
    "a reminder",
    entry({ goal: "Buy milk", state: "pending" }, { type: "intention" }),
    "type: intention\nsource: nas\ngoal: Buy milk",
  ],
  [
    "an alert",
    entry({ message: "Disk full", level: "critical", resolved: false }, { type: "alert" }),
    "type: alert\nsource: nas\nmessage: Disk full",
  ],
  [
    "a pattern",
    entry(
      { description: "Fridays", effect: "backups are slow", conditions: { hour: 3 } },
      { type: "pattern" },
    ),
    "type: pattern\nsource: nas\ndescription: Fridays\neffect: backups are slow",
  ],
  [
    "a preference",
    entry({ key: "units", value: "metric", scope: "global" }, { type: "preference" }),
    "type: preference\nsource: nas\nkey: units\nvalue: metric\nscope: global",
  ],
  [
    "a preference with an empty-looking value",
    entry({ key: "limit", value: 0, scope: ["a", "b"] }, { type: "preference" }),
    "type: preference\nsource: nas\nkey: limit\nvalue: 0\nscope: a, b",
  ],
  ["false is a value", entry({ value: false }), "type: note\nsource: nas\nvalue: false"],
  ["null and empty text are none", entry({ value: null, key: "", content: null }), "type: note\nsource: nas"],
  [
    "a status",
    entry(
      { metrics: { cpu: 0.5, disk: { used: 7 }, mode: "idle" }, inventory: { vms: ["a", "b"] }, ttl_sec: 60 },
      { type: "status" },
    ),
    'type: status\nsource: nas\nmetrics: cpu=0.5, disk={"used":7}, mode=idle\ninventory: vms=["a","b"]',
  ],
  [
    "a status with lists",
    entry({ metrics: [1, "two"], inventory: ["router", { nas: 2 }] }, { type: "status" }),
    'type: status\nsource: nas\nmetrics: 1, two\ninventory: router, {"nas":2}',
  ],
  [
    "a record",
    entry({ schema_ref: "book", description: "Dune", content: { author: "Herbert" } }, { type: "record" }),
    'type: record\nsource: nas\ndescription: Dune\n{"author":"Herbert"}',
  ],
])("%s", (_, one, text) => {
  expect(whole(one)).toBe(text);
});

it("content is taken in full", () => {
  const content = "word ".repeat(20_000);
  expect(composeText(entry({ content })).body).toBe(content);
});

it("lines that are too long for the head stand in the body in full", () => {
  const source = "s".repeat(200);
  const tags = Array.from({ length: 50 }, (_, at) => `tag-${at}`);
  const description = "記憶は水のように流れる。".repeat(200);
  const { head, body } = composeText(entry({ description, content: "End." }, { source, tags }));
  expect(weightOf(head)).toBeLessThan(CHUNK_WEIGHT / 3);
  expect(head).toBe(
    `type: note\nsource: ${"s".repeat(80)}\ntags: ${tags.join(", ").slice(0, 120)}\ndescription: ${description.slice(0, 80)}`,
  );
  expect(body).toBe(`source: ${source}\ntags: ${tags.join(", ")}\ndescription: ${description}\nEnd.`);
});

it("the head is in front of every chunk, and a short entry is one", () => {
  const text = composeText(entry({ description: "Log", content: "A line.\n".repeat(1000) }));
  const chunks = chunksOf(text);
  expect(chunks.length).toBeGreaterThan(5);
  for (const chunk of chunks)
    expect(chunk.startsWith("type: note\nsource: nas\ndescription: Log\n")).toBe(true);
  expect(chunksOf(composeText(entry({ content: "short" })))).toEqual(["type: note\nsource: nas\nshort"]);
  expect(chunksOf(composeText(entry({})))).toEqual(["type: note\nsource: nas"]);
});

it("the hash is 32 bytes and tells texts and their parts apart", () => {
  const hash = (head: string, body: string) => textHash({ head, body }).toString("hex");
  expect(textHash({ head: "a", body: "b" })).toHaveLength(32);
  expect(hash("a", "b")).toBe(hash("a", "b"));
  expect(new Set([hash("a", "b"), hash("ab", ""), hash("", "ab"), hash("a", "b ")]).size).toBe(4);
});

it("the hash is pinned: it changes only when every vector is to be made anew", () => {
  const text = composeText(entry({ description: "Disk plan", content: "Two mirrors." }, { tags: ["disk"] }));
  expect(textHash(text).toString("hex")).toBe(
    "fd0d01dc180fedfe22997428e4622d586cd4dd3137d7aedf21eb44a24515cc9b",
  );
});
