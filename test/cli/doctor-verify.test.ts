import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { verifyContent } from "../../src/app/doctor/verify-content.ts";
import type { DatabaseTarget } from "../../src/config/config.ts";
import type { Damage } from "../../src/store/shared/damage.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { deps, makeFile, makeServer, useStore } from "./copy-support.ts";
import { run } from "./support.ts";

/** An edited note of one owner, and another's; answers the id of the first. */
async function fill(target: DatabaseTarget): Promise<string> {
  const note = anEntry({ logicalKey: "key", data: { description: "first words" } });
  await useStore(target, async ({ entries }) => {
    await entries.insert(alice, note, author);
    const change = () => ({ kind: "updated" as const, data: { description: "later words" } });
    await entries.change(alice, note.id, change, author);
    await entries.insert(bob, anEntry(), author);
  });
  return note.id;
}

async function verify(database: DatabaseTarget) {
  const found: Damage[] = [];
  const verification = await verifyContent({ database }, deps, (damage) => found.push(damage));
  return { ...verification, found };
}

/** What an operator of the database, or a dying disk, may do and the program never does. */
const SPOIL = [
  "UPDATE entries SET data = replace(data, 'later', 'lateX')",
  "UPDATE entry_versions SET data = replace(data, 'first', 'firsX')",
];

async function spoilFile(target: DatabaseTarget): Promise<void> {
  const db = new Database(target.kind === "sqlite" ? target.path : "");
  db.exec(`DROP TRIGGER entry_versions_append_only; ${SPOIL.join(";")}`);
  db.close();
}

async function spoilServer(target: DatabaseTarget & { readonly adminUrl?: string }): Promise<void> {
  await withClient(target.adminUrl ?? "", async (admin) => {
    await admin.query("ALTER TABLE entry_versions DISABLE TRIGGER USER");
    for (const text of SPOIL) await admin.query(text);
  });
}

it.each([
  ["a file", makeFile, spoilFile],
  ["Postgres", makeServer, spoilServer],
] as const)("on %s an altered entry and an altered old version are named", async (_, make, spoil) => {
  const target = await make();
  const id = await fill(target);
  expect(await verify(target)).toEqual({ checked: 3, damaged: 0, exists: true, found: [] });
  await spoil(target);
  const { checked, damaged, found } = await verify(target);
  const damage = { check: "content", detail: "is not as it was written", owner: alice, entryId: id };
  expect([checked, damaged]).toEqual([3, 2]);
  expect(found).toEqual([
    { ...damage, version: 2 },
    { ...damage, version: 1 },
  ]);
});

it("a byte that makes text invalid is found although it reads as before, and so are tags that no entry has", async () => {
  const target = makeFile();
  await useStore(target, ({ entries }) =>
    entries.insert(alice, anEntry({ data: { description: "\ufffd" } }), author),
  );
  const db = new Database(target.path);
  db.exec(`UPDATE entries SET data = CAST(replace(CAST(data AS BLOB), x'EFBFBD', x'F0BFBD') AS TEXT)`);
  db.exec("UPDATE entry_tags SET tag = tag || 'x'");
  db.close();
  const { found } = await verify(target);
  expect(found.map(({ check }) => check)).toEqual(["content", "tags"]);
});

it("the command says what is damaged and ends with 1, and with 0 where all is well", async () => {
  const target = makeFile();
  const args = ["doctor", "--verify", "--database", `sqlite:${target.path}`];
  const id = await fill(target);
  expect(await run(args)).toMatchObject({
    code: 0,
    stdout: "Everything is as it was written: entries and old versions read, 3.\n",
  });
  await spoilFile(target);
  const { code, stdout } = await run(args);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining(`alice  ${id}  version 2 is not as it was written\n`),
  ]);
  const json = await run([...args, "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, checked: 3, findings: [{ version: 2 }, {}] });
  expect(await run([...args, "--secrets"])).toMatchObject({ code: 2 });
});
