import type { OwnerId } from "../../../src/domain/owner.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { loadAnalyser } from "../../helpers/analyser.ts";

/** `write <file> <migrations> <name> <count>`: opens the store, stores `count` notes in bursts of four, prints revs. */
const [path = "", migrationsDir = "", name = "", count = "0"] = process.argv.slice(2);
const store = await openSqliteStore({
  loadAnalyser,
  path,
  migrationsDir,
  autoMigrate: true,
  clock: { now: () => Date.now() },
  log: createLogger("silent", process.stderr),
});
const revs: number[] = [];
const author = { by: name, tool: "test" };
const insert = async (id: string) => {
  const entry = { id, type: "note", source: name, tags: ["all", name], data: { text: id } } as const;
  const made = await store.entries.insert("alice" as OwnerId, entry, author);
  const key = { type: "note", source: "shared", logicalKey: "counter" } as const;
  await store.entries.upsert(
    "alice" as OwnerId,
    key,
    { ...entry, id: `${id} counter`, tags: [], data: { n: 1 } },
    (current) => ({ kind: "updated", data: { n: Number(current.data.n) + 1 } }),
    author,
  );
  revs.push(made.rev);
};
for (let n = 0; n < Number(count); n += 4) {
  await Promise.all([0, 1, 2, 3].map((offset) => insert(`${name} ${n + offset}`)));
}
await store.close();
process.stdout.write(JSON.stringify({ revs }));
