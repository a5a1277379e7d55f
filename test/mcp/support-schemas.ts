import type { TestClient } from "../helpers/mcp-harness.ts";

/** Registers a schema under `family` and version 1, unless said otherwise. */
export function register(client: TestClient, family: string, schema: object, more: object = {}) {
  return client.ok("register_schema", schemaArgs(family, schema, more));
}

export function schemaArgs(family: string, schema: unknown, more: object = {}): Record<string, unknown> {
  return { source: "shelf", tags: ["t"], description: `a ${family}`, family, version: "1", schema, ...more };
}

/** Arguments of `create_record` for version 1 of a schema. */
export function recordArgs(schema_ref: string, content: unknown, more: object = {}): Record<string, unknown> {
  const base = { source: "shelf", tags: ["r"], description: "one", logical_key: "k" };
  return { ...base, schema_ref, schema_version: "1", content, ...more };
}
