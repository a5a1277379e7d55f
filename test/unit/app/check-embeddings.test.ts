import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkProviders } from "../../../src/app/doctor/check-embeddings.ts";
import { runDoctor } from "../../../src/app/doctor/run-doctor.ts";
import type { EmbeddingSettings } from "../../../src/domain/embeddings/embedding-settings.ts";
import { migrateDatabase } from "../../../src/store/sqlite/migrate.ts";
import { createTestClock, MIGRATIONS, silent } from "../../contract/backends.ts";
import { alice, bob } from "../../contract/fixtures.ts";
import { badFor, goodReply, openBench, write } from "../../embeddings/queue-support.ts";
import { KEY, sendJson, startProvider } from "../../embeddings/support.ts";
import { makeTempDir } from "../../helpers/temp-dir.ts";

const clock = createTestClock();

function examine(settings: Partial<EmbeddingSettings> & { readonly url: string }, path: string) {
  const embedding = { provider: "ollama", model: "m", apiKey: KEY, ...settings } as const;
  return checkProviders({ embedding, database: { kind: "sqlite", path } }, clock);
}

it("without a provider nothing is needed", async () => {
  const database = { kind: "sqlite", path: "/nowhere/a.db" } as const;
  expect(await checkProviders({ embedding: undefined, database }, clock)).toEqual([
    {
      check: "providers",
      status: "pass",
      detail: "no embedding provider is configured; none is needed",
    },
  ]);
});

it("a provider that works is asked for one word, and a database that is missing stays so", async () => {
  const provider = await startProvider(goodReply);
  const folder = makeTempDir();
  const findings = await examine(provider, join(folder, "a.db"));
  expect(findings).toEqual([
    { check: "providers", status: "pass", detail: `ollama at ${provider.url} embeds with m, 16 dimensions` },
    { check: "embeddings", status: "pass", detail: "nothing is embedded yet" },
  ]);
  expect(provider.received.map(({ body }) => body.input)).toEqual([["awareness"]]);
  expect(readdirSync(folder)).toEqual([]);
});

it("a provider that does not work is a warning in its own words, without the key", async () => {
  const provider = await startProvider((response) => sendJson(response, { error: KEY }, 401));
  const [finding] = await examine(provider, ":memory:");
  expect(finding).toMatchObject({ check: "providers", status: "warn" });
  expect(finding?.detail).toMatch(/does not accept the key \(401\); correct AWARENESS_EMBEDDING_API_KEY\.$/);
  expect(finding?.detail).not.toContain(KEY);
  expect(finding).not.toHaveProperty("remedy");
});

it("a database that is older than embeddings is looked at and left as it is", async () => {
  const path = join(makeTempDir(), "old.db");
  const migrated = { path, migrationsDir: MIGRATIONS, clock, log: silent, to: 3 };
  await migrateDatabase(migrated);
  const [, finding] = await examine(await startProvider(goodReply), path);
  expect(finding).toMatchObject({ status: "pass", detail: "nothing is embedded yet" });
  expect((await migrateDatabase(migrated)).from).toBe(3);
});

it("a file that is no database is a warning", async () => {
  const path = join(makeTempDir(), "text.db");
  writeFileSync(path, "this is not a database, whatever its name says".repeat(100));
  const [, finding] = await examine(await startProvider(goodReply), path);
  expect(finding).toMatchObject({ check: "embeddings", status: "warn" });
});

it("says what is embedded, what waits, and what failed why, of all owners, and leaves no trace", async () => {
  const provider = await startProvider(
    badFor(
      (text) => text.includes("bad"),
      (response) => sendJson(response, {}, 413),
    ),
  );
  const bench = await openBench(provider);
  await write(bench, ["a", "bad"]);
  await bench.work();
  await write(bench, ["b", "c"], bob);
  const [, finding] = await examine(provider, bench.path);
  expect(finding).toMatchObject({
    check: "embeddings",
    status: "warn",
    detail: expect.stringMatching(
      /^embedded 1, waiting 2, failed 1; the last failure: .* text too long for m; /,
    ),
    remedy: expect.stringContaining("backfill_embeddings"),
  });
  await bench.store.trash.trash(alice, { by: "id", id: "bad" }, { by: "test", tool: "test" });
  await bench.work();
  await bench.close();
  const [, after] = await examine(provider, bench.path);
  expect(after).toMatchObject({ status: "pass", detail: "embedded 1, waiting 2, failed 0" });
  expect(existsSync(`${bench.path}-wal`)).toBe(false);
});

it("says since when the provider fails", async () => {
  const provider = await startProvider((response) => sendJson(response, {}, 503));
  const bench = await openBench(provider);
  await write(bench, ["a"]);
  await bench.work();
  const [, finding] = await examine(provider, bench.path);
  expect(finding?.detail).toMatch(
    /^embedded 0, waiting 1, failed 0; nothing since 2026-03-01T12:00:00.000Z: .* has failed \(503\); /,
  );
});

it("every warning of the configuration has the remedy that fits it, or none", async () => {
  const warnings = [{ message: "one", remedy: "Unset the variable." }, { message: "two; use https://." }];
  const options = { config: new Error("wrong"), warnings, clock, packageRoot: "/nowhere" };
  const findings = await runDoctor(options);
  expect(findings.filter(({ status }) => status === "warn")).toEqual([
    { check: "configuration", status: "warn", detail: "one", remedy: "Unset the variable." },
    { check: "configuration", status: "warn", detail: "two; use https://." },
  ]);
});
