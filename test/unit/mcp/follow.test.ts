import { expect, it, vi } from "vitest";
import { AwarenessError } from "../../../src/domain/errors.ts";
import { parseOwner } from "../../../src/domain/owner.ts";
import { createFollowHub } from "../../../src/mcp/follow.ts";

const alice = { owner: parseOwner("alice") };
const URIS = Array.from({ length: 100 }, (_, n) => `awareness://alerts/source-${n}`);

/** A store that counts how it is asked, and in which every list ends with an entry of rev `rev`. */
function openHub() {
  const at = { rev: 1, trashLists: 0, parallel: 0, mostParallel: 0, fails: false, change: () => {} };
  const ask = async <Row>(row: Row): Promise<readonly Row[]> => {
    at.parallel += 1;
    at.mostParallel = Math.max(at.mostParallel, at.parallel);
    await new Promise(setImmediate);
    at.parallel -= 1;
    if (at.fails) throw new Error("no connection");
    return [row];
  };
  const store = {
    entries: { list: () => ask({ rev: at.rev }), count: async () => 1 },
    trash: {
      list: () => {
        at.trashLists += 1;
        return ask({ trashedAt: 1, entry: { rev: 1 } });
      },
    },
  };
  const changes = {
    watch: (_owner: unknown, listener: () => void) => {
      at.change = listener;
      return { ready: Promise.resolve(), stop: () => {} };
    },
  };
  const errors: unknown[] = [];
  const hub = createFollowHub({ servicesFor: () => ({ store }), changes } as never, (error) =>
    errors.push(error),
  );
  return { at, hub, errors };
}

const follower = (uris: Iterable<string>) => {
  const told: string[] = [];
  return {
    told,
    uris: new Set(uris),
    updated: (uri: string) => told.push(uri),
    promptsChanged: () => told.push("prompts"),
  };
};

it("a hundred resources are noted one after the other, with one look at the trash", async () => {
  const { at, hub } = openHub();
  const release = await hub.prepare(alice, new Set(URIS));
  expect(at).toMatchObject({ trashLists: 1, mostParallel: 1 });
  const mine = follower(URIS);
  hub.follow(alice, mine);
  release();
  at.change();
  await vi.waitFor(() => expect(at.trashLists).toBe(2));
  await hub.prepare(alice, mine.uris);
  expect(mine.told).toEqual([]);
  at.rev = 2;
  at.change();
  await vi.waitFor(() => expect(mine.told).toHaveLength(101));
});

it("preparing fails with a retryable error when it cannot be said how things stand, and follows nothing", async () => {
  const { at, hub, errors } = openHub();
  at.fails = true;
  const refused = await hub.prepare(alice, new Set(URIS)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AwarenessError);
  expect(refused).toMatchObject({ code: "unavailable", retryable: true });
  await expect(hub.prepare(alice, new Set())).rejects.toMatchObject({ code: "unavailable" });
  expect(errors).toHaveLength(2);
  at.fails = false;
  await hub.prepare(alice, new Set(URIS));
  const mine = follower(URIS);
  hub.follow(alice, mine);
  at.change();
  await hub.note(alice, ["awareness://alerts/other"]);
  expect(mine.told).toEqual([]);
});

it("what waits to be noted does not count as changed", async () => {
  const { at, hub } = openHub();
  hub.follow(alice, follower([]));
  await hub.note(alice, []);
  const mine = follower(URIS);
  at.change();
  hub.follow(alice, mine);
  await hub.note(alice, ["awareness://alerts/other"]);
  expect(mine.told).toEqual([]);
});

it("what could not be noted may have changed: the next change tells of it, once", async () => {
  const { at, hub, errors } = openHub();
  const mine = follower(["awareness://alerts/nas"]);
  hub.follow(alice, follower([]));
  await hub.note(alice, []);
  at.fails = true;
  hub.follow(alice, mine);
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  at.fails = false;
  expect(mine.told).toEqual([]);
  for (const _ of [1, 2]) {
    at.change();
    await hub.note(alice, ["awareness://alerts/other"]);
    expect(mine.told).toEqual(["awareness://alerts/nas"]);
  }
});
