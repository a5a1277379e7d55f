import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { TRANSFER_TABLES } from "../../src/domain/transfer/tables.ts";
import { ask, makeDatabase } from "../cli/postgres-support.ts";
import { run } from "../cli/support.ts";

/** Made anew by the servers, or of one database only. */
const LEFT_BEHIND = [
  "embedding_models",
  "embedding_queue",
  "migrations",
  "owners",
  "rate_limits",
  "search_documents",
  "search_languages",
  "search_owners",
  "search_postings",
  "search_segments",
  "settings",
];

it("every table is copied, or left behind on purpose", () => {
  const folder = join(import.meta.dirname, "../../migrations/postgres");
  const sql = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const tables = [...sql.join("\n").matchAll(/^CREATE TABLE (\w+)/gm)].map(([, name]) => name);
  expect(tables.sort()).toEqual([...TRANSFER_TABLES.map(({ name }) => name), ...LEFT_BEHIND].sort());
});

it("of a table that is copied every column is, but those that follow from others", async () => {
  const { url } = await makeDatabase();
  await run(["migrate"], { AWARENESS_DATABASE_URL: url });
  const rows = await ask<{ table: string; column: string }>(
    url,
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
      WHERE table_schema = 'public' AND is_generated = 'NEVER'`,
  );
  for (const { name, owned, columns, fixed = {} } of TRANSFER_TABLES) {
    const found = rows.filter(({ table }) => table === name).map(({ column }) => column);
    const counted = name === "embeddings" ? ["seq"] : [];
    const known = [
      ...columns.map((column) => column.name),
      ...Object.keys(fixed),
      ...counted,
      ...(owned ? ["owner_id"] : []),
    ];
    expect([name, ...found.sort()]).toEqual([name, ...known.sort()]);
  }
});
