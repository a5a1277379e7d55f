import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type ChangeFeed, createChangeFeed } from "../../../src/domain/changes/change-feed.ts";
import type { OwnerId } from "../../../src/domain/owner.ts";
import { parseOwner } from "../../../src/domain/owner.ts";

const ALICE = parseOwner("alice");
const BOB = parseOwner("bob");

/** A database with a count of changes for each owner, and a line for words that a test cuts. */
function createWorld() {
  const revs = new Map<OwnerId, number>();
  const heeders = new Map<OwnerId, () => void>();
  const upListeners = new Set<() => void>();
  const state = { up: true, fails: false, queries: 0, asked: 0, errors: 0 };
  return {
    state,
    change: (owner: OwnerId) => revs.set(owner, (revs.get(owner) ?? 0) + 1),
    say: (owner: OwnerId) => heeders.get(owner)?.(),
    comeUp() {
      state.up = true;
      for (const listener of upListeners) listener();
    },
    signal: {
      announce: () => {},
      watch: (owner: OwnerId, heard: () => void) => {
        heeders.set(owner, heard);
        return () => heeders.delete(owner);
      },
      isUp: () => state.up,
      onUp: (listener: () => void) => {
        upListeners.add(listener);
        return () => upListeners.delete(listener);
      },
    },
    store: {
      async latestRevs(owners: readonly OwnerId[]) {
        state.queries += 1;
        state.asked += owners.length;
        if (state.fails) throw new Error("away");
        return new Map(owners.map((owner) => [owner, revs.get(owner) ?? 0]));
      },
    },
  };
}

let world: ReturnType<typeof createWorld>;
let feed: ChangeFeed;
const told = new Map<OwnerId, number>();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  told.clear();
  world = createWorld();
});
afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

function open(withSignal: boolean): void {
  const { store, signal, state } = world;
  const onError = () => {
    state.errors += 1;
  };
  feed = createChangeFeed({ store, onError, ...(withSignal ? { signal } : {}) });
}

async function watch(owner: OwnerId) {
  const watching = feed.watch(owner, () => told.set(owner, (told.get(owner) ?? 0) + 1));
  await watching.ready;
  return watching;
}

it("polls once a second without a signal, all owners with one query, and nobody while nobody watches", async () => {
  open(false);
  const [alice, bob] = [await watch(ALICE), await watch(BOB)];
  const before = world.state.queries;
  world.change(ALICE);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([told.get(ALICE), told.get(BOB)]).toEqual([1, undefined]);
  expect(world.state.queries).toBe(before + 1);
  alice.stop();
  bob.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.state.queries).toBe(before + 1);
});

it("looks at an owner as soon as there is word, and seldom otherwise", async () => {
  open(true);
  await watch(ALICE);
  await watch(BOB);
  await vi.advanceTimersByTimeAsync(10_000);
  const { queries, asked } = world.state;
  world.change(ALICE);
  world.say(ALICE);
  await vi.advanceTimersByTimeAsync(0);
  expect([told.get(ALICE), told.get(BOB)]).toEqual([1, undefined]);
  expect([world.state.queries - queries, world.state.asked - asked]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(world.state.queries - queries).toBe(1);
});

it("finds what no word was said of within ten seconds", async () => {
  open(true);
  await watch(ALICE);
  world.change(ALICE);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(told.get(ALICE)).toBe(1);
});

it("polls once a second while the signal is down, and at once when it comes back", async () => {
  open(true);
  await watch(ALICE);
  world.state.up = false;
  world.change(ALICE);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(told.get(ALICE)).toBe(1);
  world.change(ALICE);
  world.comeUp();
  await vi.advanceTimersByTimeAsync(0);
  expect(told.get(ALICE)).toBe(2);
});

it("misses nothing that happens while the database cannot be asked, not even at the very beginning", async () => {
  open(true);
  world.state.fails = true;
  await watch(ALICE);
  world.change(ALICE);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(world.state.errors).toBeGreaterThan(1);
  world.state.fails = false;
  await vi.advanceTimersByTimeAsync(1_500);
  expect(told.get(ALICE)).toBe(1);
  const { queries } = world.state;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(world.state.queries).toBe(queries);
});

it("looks again after a look that a change has come too late for", async () => {
  open(true);
  await watch(ALICE);
  world.say(ALICE);
  world.change(ALICE);
  world.say(ALICE);
  world.change(ALICE);
  world.say(ALICE);
  await vi.advanceTimersByTimeAsync(0);
  expect(told.get(ALICE)).toBeGreaterThan(0);
  const after = told.get(ALICE);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(told.get(ALICE)).toBe(after);
});
