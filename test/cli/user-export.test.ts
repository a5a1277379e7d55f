import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openReader } from "../../src/app/copy/sides.ts";
import type { DatabaseTarget } from "../../src/config/config.ts";
import { createAjv } from "../../src/domain/schemas/ajv.ts";
import { EXPORTED_TABLES } from "../../src/domain/transfer/export-format.ts";
import { tableOf } from "../../src/domain/transfer/tables.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import { ROOT } from "../helpers/program.ts";
import { carol, copy, deps, dora, makeFile, makeServer, theSource, useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { makeFolder, start } from "./support.ts";

const schema = JSON.parse(readFileSync(join(ROOT, "docs/export-format.schema.json"), "utf8"));
const validate = createAjv({ strict: false, allErrors: true }).compile(schema);
const example = () =>
  /```json\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/export-format.md"), "utf8"))?.[1] ?? "";

const envOf = (target: DatabaseTarget) => ({
  AWARENESS_DATABASE_URL: target.kind === "sqlite" ? `sqlite:${target.path}` : target.url,
});

async function exportOf(target: DatabaseTarget, owner: string): Promise<string> {
  const { code, stdout, stderr } = await call(["user", "export", owner], envOf(target));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** How many rows there are of each member, counted past the export. */
async function countRows(target: DatabaseTarget, owner: typeof alice): Promise<Record<string, number>> {
  const reader = await openReader(target, deps);
  const counts: Record<string, number> = {};
  for (const { table, member, ofUser } of EXPORTED_TABLES)
    if (ofUser === undefined) counts[member] = (await reader.tally(tableOf(table), owner)).rows;
  await reader.close();
  return counts;
}

it("says what clients were allowed and which passkeys there are, without what lets anybody in", async () => {
  const text = await exportOf(await theSource(), "dora");
  const { grants, passkeys, left_out } = JSON.parse(text);
  const times = { created_at: "2026-03-01T12:00:00.000Z", used_at: null };
  expect(grants).toEqual([
    {
      id: "grant",
      client_id: "https://claude.example/client.json",
      client_name: "Claude",
      redirect_host: "claude.example",
      scopes: "memory:read memory:write",
      sources: ["work"],
      ...times,
      expires_at: "2255-03-14T16:00:00.000Z",
      revoked_at: null,
    },
  ]);
  const passkey = {
    id: "passkey",
    owner_id: "dora",
    counter: 7,
    transports: ["internal", "usb"],
    name: "phone",
  };
  expect(passkeys).toEqual([{ ...passkey, ...times }]);
  expect(text).not.toMatch(/-(HASH|PAYLOAD|KEY|UID)/);
  expect(left_out).toEqual(expect.arrayContaining(["oauth_records", "user_links", "passkeys.public_key"]));
});

it("the example of the page is an export", () => {
  expect(validate(JSON.parse(example())), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...JSON.parse(example()), more: 1 })).toBe(false);
});

it("every row of an owner is exported, the same from SQLite and from Postgres under row-level security", async () => {
  const file = makeFile();
  await copy(await theSource(), file);
  await useStore(file, async ({ users }) => {
    const identities = [{ issuer: "https://login.example/", subject: "1" }];
    await users.add({ id: bob, timeZone: "Europe/Berlin", displayName: "Bob 😀", identities }, 1_000);
    await users.add({ id: alice, timeZone: "UTC", identities: [] }, 2_000);
    await users.setPassword(bob, "$scrypt$secret", 3_000);
  });
  const server = await makeServer();
  await copy(file, server);
  for (const owner of [alice, bob, carol, dora]) {
    const [here, there] = [await exportOf(file, owner), await exportOf(server, owner)];
    const dated = /"exported_at":"[^"]*"/;
    expect(there.replace(dated, "")).toBe(here.replace(dated, ""));
    const parsed = JSON.parse(there);
    expect(validate(parsed), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    const counts = await countRows(file, owner);
    for (const [member, rows] of Object.entries(counts))
      expect([member, parsed[member].length]).toEqual([member, rows]);
    expect(Object.values(counts).reduce((sum, rows) => sum + rows, 0)).toBeGreaterThan(0);
    expect(there).not.toContain("scrypt");
  }
  const parsed = JSON.parse(await exportOf(server, bob));
  expect(parsed.user).toMatchObject({
    id: "bob",
    display_name: "Bob 😀",
    created_at: "1970-01-01T00:00:01.000Z",
  });
  expect(parsed.identities).toHaveLength(1);
  expect(parsed.entries.some(({ deleted_at }: { deleted_at: unknown }) => deleted_at !== null)).toBe(true);
  const content = "x".repeat(160_000);
  expect(parsed.entries).toContainEqual(
    expect.objectContaining({
      tags: ["tag-4", "same", "same", "größer 😀"],
      data: { description: 'Note 4 😀 "quoted" \\ ünïcode\n', content },
    }),
  );
  expect(JSON.parse(await exportOf(file, carol))).toMatchObject({ user: null, identities: [] });
});

it("a file is private and whole, replaces the one before, and leaves nothing else behind", async () => {
  const [target, folder] = [await theSource(), makeFolder()];
  const file = join(folder, "bob.json");
  writeFileSync(file, "old", { mode: 0o644 });
  const args = ["user", "export", "bob", "--output", file];
  expect(await call(args, envOf(target))).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Exported bob to .*bob\.json: \d+ rows\.\n$/),
    stderr: "",
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8")).owner).toBe("bob");
  expect(readdirSync(folder)).toEqual(["bob.json"]);

  for (const place of [join(folder, "none", "x.json"), folder]) {
    const { code, stdout, stderr } = await call(["user", "export", "bob", "-o", place], envOf(target));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^awareness: The file cannot be written: .*\n$/);
  }
  expect(readdirSync(folder)).toEqual(["bob.json"]);
});

it("shows one moment, whoever writes meanwhile, and stops when its reader goes", async () => {
  const target = makeFile();
  await useStore(target, async (store) => {
    for (let made = 0; made < 60; made += 1)
      await store.entries.insert(alice, anEntry({ data: { content: "x".repeat(50_000) } }), author);
    const child = start(["user", "export", "alice"], envOf(target));
    await once(child.stdout, "readable");
    await store.entries.insert(alice, anEntry({ id: "late" }), author);
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) chunks.push(chunk);
    const { entries } = JSON.parse(Buffer.concat(chunks).toString());
    expect(entries).toHaveLength(60);

    const other = start(["user", "export", "alice"], envOf(target));
    await once(other.stdout, "readable");
    other.stdout.destroy();
    let said = "";
    other.stderr.on("data", (text) => (said += text));
    await once(other, "close");
    expect(said).toBe("");
  });
});
