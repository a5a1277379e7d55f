import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { deleteUser } from "../../src/app/users/delete-user.ts";
import type { DatabaseTarget } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import { deps, makeFile, makeServer, useStore } from "./copy-support.ts";
import { finish, start } from "./support.ts";

const ENTRIES = 6_000;
const urlOf = (target: DatabaseTarget) => (target.kind === "sqlite" ? `sqlite:${target.path}` : target.url);
const make = (kind: string): DatabaseTarget | Promise<DatabaseTarget> =>
  kind === "a file" ? makeFile() : makeServer();
const envOf = (target: DatabaseTarget) => ({ AWARENESS_DATABASE_URL: urlOf(target) });

async function fill(target: DatabaseTarget, count: number): Promise<void> {
  await useStore(target, async (store) => {
    await store.users.add({ id: alice, timeZone: "UTC", identities: [] }, 1);
    for (let made = 0; made < count; made += 500) {
      const entries = Array.from({ length: 500 }, () =>
        anEntry({ tags: ["a", "b"], data: { description: "To be deleted", content: "x".repeat(300) } }),
      );
      await Promise.all(entries.map((entry) => store.entries.insert(alice, entry, author)));
    }
    const isFirst = (await store.entries.count(bob, {})) === 0;
    if (isFirst) await store.entries.insert(bob, anEntry({ id: "bob's" }), author);
  });
}

/** Until the account is closed, which is the first that a deletion does. */
const untilBegun = (target: DatabaseTarget): Promise<void> =>
  useStore(target, async ({ users }) => {
    while ((await users.list()).length > 0) await sleep(1);
  });

it.each(["a file", "a server"])(
  "deletions on %s that are killed at any point are finished by others, and everything is counted once",
  async (kind) => {
    const target = await make(kind);
    await fill(target, ENTRIES);
    let receipt = "";
    let kills = 0;
    let restarts = 0;
    for (; receipt === ""; kills += 1) {
      const child = start(["user", "delete", "alice", "--confirm", "--json"], envOf(target));
      const said = finish(child);
      // The first dies when it has begun; later ones get further and further, so that there is an end.
      const moment = kills === 0 ? untilBegun(target) : sleep(100 + kills * 50 + Math.random() * 50);
      await Promise.race([said, moment.then(() => child.kill("SIGKILL"))]);
      const { code, stdout, stderr } = await said;
      if (code === null && kills < 100) continue;
      // Killed after the deletion was done and before it had said so, or not in time at all: once more from the beginning.
      const isOver = code === 0 ? kills === 0 : stderr.includes("was not found");
      if (isOver && restarts < 5) {
        restarts += 1;
        kills = -1;
        await fill(target, ENTRIES);
        continue;
      }
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      receipt = stdout;
    }
    expect(kills).toBeGreaterThan(1);
    expect(JSON.parse(receipt)).toMatchObject({
      resumed: true,
      rows: { entries: ENTRIES, entry_tags: 2 * ENTRIES, users: 1 },
    });
    await useStore(target, async ({ users, entries }) => {
      expect((await users.holdings(alice, 1)).rows).toEqual({});
      expect(await users.list()).toEqual([]);
      expect(await entries.count(bob, {})).toBe(1);
    });
  },
);

it.each(["a file", "a server"])("of two deletions at once on %s one has the receipt", async (kind) => {
  const target = await make(kind);
  await fill(target, 1_000);
  const both = await Promise.all(
    [0, 1].map(() => finish(start(["user", "delete", "alice", "--confirm", "--json"], envOf(target)))),
  );
  const [winner, ...losers] = both.toSorted((one, other) => (one.code ?? 9) - (other.code ?? 9));
  expect(winner).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(winner?.stdout ?? "")).toMatchObject({ rows: { entries: 1_000, users: 1 } });
  for (const { code, stdout, stderr } of losers) {
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^awareness: (Another process has just deleted "alice"|The user "alice" was not found).*\n$/,
    );
  }
  await useStore(target, async ({ users }) => expect((await users.holdings(alice, 1)).rows).toEqual({}));
});

it.each(["a file", "a server"])(
  "a deletion on %s keeps nothing of what another process writes meanwhile",
  async (kind) => {
    const target = await make(kind);
    await fill(target, 500);
    const platform = {
      cwd: "/",
      home: "/nonexistent",
      userName: "t",
      dataDir: "/nonexistent",
      readFile: () => "",
    };
    await useStore(target, async (store) => {
      let writing = true;
      let last = 0;
      const write = async (owner: typeof alice) => {
        while (writing) {
          const { rev } = await store.entries.insert(owner, anEntry({ tags: ["t"] }), author);
          if (owner === alice) last = Math.max(last, rev);
        }
      };
      const writes = [write(alice), write(bob)];
      await deleteUser(parseConfig(envOf(target), {}, platform), deps, "alice", { settleMs: 50 });
      writing = false;
      await Promise.all(writes);
      const left = await store.entries.list(alice, {}, { limit: 500 });
      const tags = await store.entries.count(alice, { tags: ["t"] });
      // What is there was stored behind the last step: whole, and by nobody before it.
      expect(tags).toBe(left.length);
      expect(left.length).toBeLessThan(500);
      if (left.length > 0) expect(left[0]?.rev).toBe(last);
      expect(await store.entries.count(bob, {})).toBeGreaterThan(1);
      await store.deletions.begin(alice, 1);
      await store.deletions.remove(alice);
      await store.deletions.end(alice);
      expect((await store.users.holdings(alice, 1)).rows).toEqual({});
    });
  },
);
