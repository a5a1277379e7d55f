import { afterEach, beforeEach } from "vitest";
import type { Claim, EmbeddingTarget, EntryVectors } from "../../src/domain/embeddings/embedding-store.ts";
import { entryTexts } from "../../src/embeddings/entry-texts.ts";
import type { OpenEmbeddings, OpenedEmbeddings } from "./embedding-backends.ts";

export const target: EmbeddingTarget = { model: "m", types: entryTexts.types };

/** Long enough for a test. */
export const LEASE_MS = 60_000;

export const HASH = Buffer.alloc(32, 1);
export const OTHER_HASH = Buffer.alloc(32, 2);

/** What a provider may have made of an entry. */
export function made(...vectors: readonly (readonly number[])[]): EntryVectors {
  return { hash: HASH, vectors: vectors.map((vector) => Float32Array.from(vector)) };
}

/** Fresh embeddings for each test of the enclosing `describe`. */
export function useEmbeddings(open: OpenEmbeddings): Pick<
  OpenedEmbeddings,
  "store" | "embeddings" | "index" | "clock"
> & {
  another(): Promise<OpenedEmbeddings>;
} {
  let opened: OpenedEmbeddings | undefined;
  const others: OpenedEmbeddings[] = [];
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
    await opened?.close();
    opened = undefined;
  });
  const current = (): OpenedEmbeddings => {
    if (opened === undefined) throw new Error("The store is open during tests only");
    return opened;
  };
  return {
    get store() {
      return current().store;
    },
    get embeddings() {
      return current().embeddings;
    },
    get index() {
      return current().index;
    },
    get clock() {
      return current().clock;
    },
    async another() {
      const other = await current().another();
      others.push(other);
      return other;
    },
  };
}

export function idsOfClaims(claims: readonly Claim[]): readonly string[] {
  return claims.map(({ entry }) => entry.id);
}

/** Does something with every item, a hundred at a time: a store may refuse more at once. Answers in their order. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += 25) {
    const batch = items.slice(start, start + 25);
    results.push(...(await Promise.all(batch.map((item, index) => work(item, start + index)))));
  }
  return results;
}
