import { expect, it } from "vitest";
import { finish, makeFolder, run, start } from "./support.ts";

const setUp = () => ({ AWARENESS_DATA_DIR: makeFolder(), AWARENESS_DEFAULT_OWNER: "ada" });
type Env = ReturnType<typeof setUp>;

/** Runs a command that must succeed and answers its JSON. */
async function json(args: readonly string[], env: Env) {
  const { code, stdout, stderr } = await run([...args, "--json"], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

it("remember stores a note, says its id, and every part of it comes back", async () => {
  const env = setUp();
  const args = ["--source", "work", "--tag", "a", "--tag", "b", "--content", "longer"];
  const { code, stdout, stderr } = await run(["remember", "a fact", ...args], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [, id] = /^Remembered as ([\w-]{36})\.\n$/.exec(stdout) ?? [];
  expect(await json(["get"], env)).toMatchObject({
    entries: [
      {
        id,
        type: "note",
        source: "work",
        tags: ["a", "b"],
        data: { description: "a fact", content: "longer", learned_from: "cli" },
        written_by: { by: "cli", tool: "remember" },
      },
    ],
  });
});

it("remember with a key brings the same note up to date", async () => {
  const env = setUp();
  const first = await json(["remember", "one", "--key", "k"], env);
  expect(first).toEqual({ status: "ok", id: expect.any(String), action: "created" });
  const { stdout } = await run(["remember", "two", "--key", "k"], env);
  expect(stdout).toBe(`Brought up to date as ${first.id}.\n`);
  expect((await json(["get"], env)).entries).toMatchObject([{ id: first.id, version: 2 }]);
});

it("remember reads a long content from stdin, and refuses what is no text", async () => {
  const env = setUp();
  const feed = async (bytes: Buffer) => {
    const child = start(["remember", "piped", "--content", "-", "--json"], env);
    const end = finish(child);
    child.stdin.end(bytes);
    return end;
  };
  const text = "žluťoučký kůň\n".repeat(5000);
  const { code, stdout } = await feed(Buffer.from(text));
  expect(code).toBe(0);
  const { id } = JSON.parse(stdout);
  expect((await json(["get", id], env)).text).toBe(`piped\n\n${text}`);
  expect(await feed(Buffer.from([0xff, 0xfe]))).toMatchObject({
    code: 2,
    stderr: "awareness: --content: stdin is not UTF-8 text.\n",
  });
});

it("delete moves one entry to the trash and restore brings it back", async () => {
  const env = setUp();
  const { id } = await json(["remember", "one"], env);
  expect((await run(["delete", id], env)).stdout).toContain("it is in the trash now");
  expect((await run(["get"], env)).stdout).toBe("Nothing found.\n");
  expect((await run(["get", "--deleted"], env)).stdout).toContain(id);
  expect((await run(["restore", id], env)).stdout).toBe("Restored 1 entry.\n");
  expect((await run(["get", "--deleted"], env)).stdout).toBe("Nothing found.\n");
  expect((await json(["get"], env)).entries).toHaveLength(1);
});

it("delete by tag or source only counts until --yes is added", async () => {
  const env = setUp();
  for (const text of ["one", "two"]) await run(["remember", text, "--tag", "old", "--source", "s"], env);
  await run(["remember", "three", "--source", "s"], env);
  const counted = await run(["delete", "--tag", "old"], env);
  expect(counted).toMatchObject({
    code: 0,
    stdout: "This would delete 2 entries. Nothing was deleted; add --yes to do it.\n",
  });
  expect(await json(["delete", "--source", "s"], env)).toMatchObject({ status: "dry_run", would_trash: 3 });
  expect((await json(["get"], env)).entries).toHaveLength(3);
  expect((await run(["delete", "--tag", "old", "--yes"], env)).stdout).toBe(
    "Moved 2 entries to the trash; restorable for 30 days.\n",
  );
  expect((await json(["get"], env)).entries).toHaveLength(1);
  expect((await run(["restore", "--tag", "old"], env)).stdout).toBe("Restored 2 entries.\n");
  expect((await run(["delete", "--tag", "none"], env)).stdout).toBe("Nothing to delete.\n");
});

it("another owner's entries can neither be read nor deleted nor restored", async () => {
  const env = setUp();
  const { id } = await json(["remember", "CANARY", "--tag", "t"], env);
  const asBob = ["--owner", "bob"];
  expect(await run(["get", id, ...asBob], env)).toMatchObject({
    code: 1,
    stderr: `awareness: No entry has the id "${id}"; awareness get lists entries.\n`,
  });
  expect((await run(["get", ...asBob], env)).stdout).toBe("Nothing found.\n");
  expect((await run(["search", "CANARY", ...asBob], env)).stdout).toBe('Nothing found for "CANARY".\n');
  expect((await run(["brief", ...asBob], env)).stdout).not.toContain("CANARY");
  await run(["delete", id, ...asBob], env);
  expect((await run(["delete", "--tag", "t", "--yes", ...asBob], env)).stdout).toContain("Moved 0 entries");
  await run(["delete", id], env);
  expect(await run(["restore", id, ...asBob], env)).toMatchObject({ code: 1 });
  expect((await run(["restore", id], env)).code).toBe(0);
});

it.each([
  [["remember"], "missing required argument"],
  [["remember", ""], "The text: description must be at least 1"],
  [["remember", "x", "--tag", ""], "--tag: tags[0] must be at least 1"],
  [["remember", "x", "--source", "s".repeat(201)], "--source: source must be at most 200"],
  [["remember", "x", "--owner", "_system"], "--owner"],
  [["search"], "missing required argument"],
  [["search", "x", "--limit", "501"], "--limit: limit must be at most 500"],
  [["search", "x", "--limit", "-1"], "--limit"],
  [["get", "--limit", "501"], "--limit: limit must be at most 500"],
  [["get", "--since", "yesterday"], "--since: since is not an ISO 8601 time"],
  [["get", "--type", "nota"], "--type: entry_type must be one of"],
  [["get", "some-id", "--source", "s"], "either an id or filters"],
  [["brief", "--since", "soon"], "--since: since is not an ISO 8601 time"],
  [["delete"], "Say what to delete"],
  [["delete", "some-id", "--tag", "t"], "Say what to delete"],
  [["delete", "--tag", "t", "--type", "note"], "--type goes with --source"],
  [["get", "--deleted", "--tag", "t"], "--deleted takes"],
  [["restore"], "Say what to restore"],
  [["restore", "some-id", "--tag", "t"], "Say what to restore"],
])("%j is wrong usage, told in one line", async (args, words) => {
  const { code, stdout, stderr } = await run(args, setUp());
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^awareness: [^\n]+\n$/);
  expect(stderr).toContain(words);
});
