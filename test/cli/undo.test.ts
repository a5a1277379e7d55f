import path from "node:path";
import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { MIGRATIONS, silent } from "../contract/backends.ts";
import { alice, anEntry } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { finish, makeFolder, run, start, untilSaid } from "./support.ts";

const clock = { now: () => Date.now() };
const EVIL = { by: "evil", client: "claude-ai", tokenId: "t-1", tool: "remember" };

const setUp = () => ({ AWARENESS_DATA_DIR: makeFolder(), AWARENESS_DEFAULT_OWNER: "alice" });
type Env = ReturnType<typeof setUp>;

const openStore = (env: Env) =>
  openSqliteStore({
    loadAnalyser,
    path: path.join(env.AWARENESS_DATA_DIR, "awareness.db"),
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock,
    log: silent,
  });

/** One that evil made, one that evil changed, one that somebody else changed afterwards, and one of nobody's business. */
async function fill(env: Env): Promise<void> {
  const store = await openStore(env);
  const good = { by: "laptop", tool: "remember" };
  await store.entries.insert(alice, anEntry({ id: "made" }), EVIL);
  for (const id of ["edited", "contested", "other"]) await store.entries.insert(alice, anEntry({ id }), good);
  const edit = (text: string) => () => ({ kind: "updated", data: { text } }) as const;
  for (const id of ["edited", "contested"]) await store.entries.change(alice, id, edit("poison"), EVIL);
  await store.entries.change(alice, "contested", edit("cured"), good);
  await store.close();
}

async function json(args: readonly string[], env: Env) {
  const { code, stdout } = await run([...args, "--json"], env);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

it("says what it would do and with which command, does it, and takes it back", async () => {
  const env = setUp();
  await fill(env);
  const preview = await run(["undo", "--client", "evil", "--since", "2h"], env);
  expect(preview).toMatchObject({ code: 0, stderr: "" });
  for (const words of [
    "3 entries; versions: created 1, updated 2.",
    "token name or client id (verified) 3",
    "1 would move to the trash",
    "1 would get their earlier content back",
    "1 left alone: were changed by others later",
    "Nothing was changed. To do it:",
  ]) {
    expect(preview.stdout).toContain(words);
  }
  expect(preview.stdout).toMatch(/made +note +personal +trash/);
  const [, command] = /(undo --client evil --since \S+Z --yes)\n$/.exec(preview.stdout) ?? [];
  expect((await json(["get"], env)).entries).toHaveLength(4);

  const { code, stdout, stderr } = await run((command ?? "").split(" "), env);
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^awareness: undoing as "undo \w{8}"\n$/),
  });
  expect(stdout).toContain("1 moved to the trash");
  const [, writer = ""] = /To take that back:\n.* undo --client '(undo \w{8})' --yes\n$/.exec(stdout) ?? [];
  const texts = async () =>
    Object.fromEntries(
      (await json(["get"], env)).entries.map(({ id, data }: { id: string; data: { text?: string } }) => [
        id,
        data.text ?? "as it was",
      ]),
    );
  expect(await texts()).toEqual({ edited: "as it was", contested: "cured", other: "as it was" });

  const back = await json(["undo", "--client", writer, "--yes"], env);
  expect(back).toMatchObject({ status: "ok", counts: { restore: 1, revert: 1 }, names: { token_name: 2 } });
  expect(await texts()).toEqual({
    made: "as it was",
    edited: "poison",
    contested: "cured",
    other: "as it was",
  });
});

it("knows a client by the name it gives itself, unless only verified names count", async () => {
  const env = setUp();
  await fill(env);
  expect(await json(["undo", "--client", "claude-ai"], env)).toEqual({
    status: "dry_run",
    versions: { created: 1, updated: 2 },
    names: { client_name: 3 },
    counts: { trash: 1, revert: 1, changed_later: 1 },
    entries: expect.arrayContaining([{ id: "made", type: "note", source: "personal", does: "trash" }]),
  });
  const forced = await json(["undo", "--client", "t-1", "--verified", "--force"], env);
  expect(forced.counts).toEqual({ trash: 1, revert: 2 });
  expect(forced.entries).toContainEqual(expect.objectContaining({ id: "contested", forced: true }));
  for (const args of [
    ["claude-ai", "--verified"],
    ["nobody"],
    ["evil", "--user", "bob"],
    ["evil", "--until", "1d"],
  ]) {
    const { code, stdout, stderr } = await run(["undo", "--yes", "--client", ...args], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^awareness: Nothing was written by "[\w-]+"[^\n]*\n$/);
  }
});

it.each([
  [["undo"], "--client"],
  [["undo", "--client", ""], "--client: name a client."],
  [["undo", "--client", "x", "--since", "yesterday"], "--since is not a time; give ISO 8601"],
  [["undo", "--client", "x", "--until", "2w"], "--until is not a time"],
  [["undo", "--client", "x", "--user", "_system"], "owner"],
])("%j is wrong usage, told in one line", async (args, words) => {
  const { code, stdout, stderr } = await run(args, setUp());
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^awareness: [^\n]+\n$/);
  expect(stderr).toContain(words);
});

it("killed in the middle it leaves every entry undone or as it was, and another run does the rest", async () => {
  const env = setUp();
  const made = 6_000;
  const store = await openStore(env);
  const ids = Array.from({ length: made }, (_, n) => `e${n}`);
  await Promise.all(ids.map((id) => store.entries.insert(alice, anEntry({ id }), EVIL)));
  await store.entries.insert(alice, anEntry({ id: "good" }), { by: "laptop", tool: "remember" });
  const child = start(["undo", "--client", "evil", "--yes"], env);
  await untilSaid(child.stderr, "undoing as");
  while ((await store.entries.count(alice, {})) > made - 100) await new Promise(setImmediate);
  child.kill("SIGKILL");
  await finish(child);
  const left = await store.entries.count(alice, {});
  expect(left).toBeGreaterThan(1);
  expect(left).toBeLessThan(made);
  expect(await json(["undo", "--client", "evil", "--yes"], env)).toMatchObject({
    counts: { trash: left - 1, already_undone: made + 1 - left },
  });
  expect(await store.entries.count(alice, {})).toBe(1);
  const histories = await Promise.all(ids.map((id) => store.history.list(alice, id, { limit: 9 })));
  expect(
    histories.every((versions) => versions.map(({ change }) => change).join() === "deleted,created"),
  ).toBe(true);
  await store.close();
});
