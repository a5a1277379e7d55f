import { v7 } from "uuid";
import { afterEach, beforeEach } from "vitest";
import type { Author, EntryVersion, NewEntry } from "../../src/domain/entries/entry.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import type { Open, OpenedStore, TestClock } from "./backends.ts";

export const alice = "alice" as OwnerId;
export const bob = "bob" as OwnerId;
export const author: Author = {
  by: "laptop token",
  client: "claude 1.0",
  clientId: "https://claude.example/client.json",
  tokenId: "0b1e5a52-token",
  tool: "remember",
};
export const otherAuthor: Author = { by: "phone token", tool: "update_entry" };

/** A note, with what a test cares about put in. */
export function anEntry(parts: Partial<NewEntry> = {}): NewEntry {
  return {
    id: v7(),
    type: "note",
    source: "personal",
    tags: ["one", "two"],
    data: { description: "something to remember", learned_from: "claude" },
    ...parts,
  };
}

/** A fresh store for each test of the enclosing `describe`. */
export function useStore(open: Open): { readonly store: Store; readonly clock: TestClock } {
  let opened: OpenedStore | undefined;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  const current = (): OpenedStore => {
    if (opened === undefined) throw new Error("The store is open during tests only");
    return opened;
  };
  return {
    get store() {
      return current().store;
    },
    get clock() {
      return current().clock;
    },
  };
}

/** Inserts entries without logical keys in their order, many in one commit. */
export async function insertTogether(
  store: Store,
  entries: readonly NewEntry[],
  owner = alice,
): Promise<void> {
  // So few at once that the last one has its answer in time on a busy machine too.
  for (let start = 0; start < entries.length; start += 50) {
    const batch = entries.slice(start, start + 50);
    await Promise.all(batch.map((entry) => store.entries.insert(owner, entry, author)));
  }
}

/** Inserts entries one after the other, so that their order is known. */
export async function insertAll(store: Store, entries: readonly NewEntry[], owner = alice): Promise<void> {
  for (const entry of entries) await store.entries.insert(owner, entry, author);
}

export function idsOf(entries: readonly { readonly id: string }[]): readonly string[] {
  return entries.map(({ id }) => id);
}

export async function historyOf(store: Store, id: string, owner = alice): Promise<readonly EntryVersion[]> {
  return store.history.list(owner, id, { limit: 100 });
}

export const EVERYTHING = { limit: 500 } as const;
