import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entry, EntryChange } from "../../src/domain/entries/entry.ts";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { type OwnerId, parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { CORPORA } from "../relevance/corpus/index.ts";
import { inMemory, type OpenedStore, onPostgres } from "./backends.ts";
import { anEntry, author } from "./fixtures.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OWNERS = ["ada", "bob", "eve"].map((name) => parseOwner(name)) as [OwnerId, OwnerId, OwnerId];

const NOTES = CORPORA.flatMap((corpus) =>
  corpus.notes.map((note) => ({ ...note, id: `${corpus.language}-${note.key}`, language: corpus.language })),
);
const QUESTIONS = CORPORA.flatMap(({ questions }) => questions.map(({ ask }) => ask));
const every = (nth: number) => QUESTIONS.filter((_, index) => index % nth === 0);
/** What the questions of the corpora do not ask: operators, single characters, parts of words, very common words. */
const MORE = [
  "n",
  "s",
  "the and of",
  "東",
  "ไ",
  "-the router",
  '"the"',
  "conf",
  "tag:home",
  "type:note backup",
  "🙂",
];

/** Two of three notes of the first owner, one of three of the second; the third has few. */
function ownerOf(index: number): OwnerId {
  if (index % 40 === 5) return OWNERS[2];
  return index % 3 === 0 ? OWNERS[1] : OWNERS[0];
}

/** The index is brought up to date in pieces, and not to the end. */
async function fill({ store, clock }: OpenedStore): Promise<void> {
  for (const [index, note] of NOTES.entries()) {
    clock.advance(index % 25 === 0 ? DAY_MS / 3 : MINUTE_MS);
    await store.entries.insert(ownerOf(index), entryOf(index, note), author);
    if (index % 9 === 8) await edit(store, index - 8);
    if (index % 17 === 16) await store.trash.trash(ownerOf(index - 12), selectorOf(index - 12), author);
    if (index % 34 === 33) await store.trash.restore(ownerOf(index - 29), selectorOf(index - 29), author);
    if (index % 20 === 19) await store.search.update({ all: true });
  }
}

const idOf = (index: number) => NOTES[index]?.id ?? "";
const selectorOf = (index: number) => ({ by: "id", id: idOf(index) }) as const;

function entryOf(
  index: number,
  { id, source, tags, description, content, language }: (typeof NOTES)[number],
) {
  const data = {
    description,
    ...(content === undefined ? {} : { content }),
    ...(index % 6 === 0 ? { related_ids: [idOf(index - 3), idOf(index + 3)] } : {}),
  };
  const keyed = index % 4 === 0 ? { logicalKey: `project:${source}:${index}` } : {};
  return anEntry({ id, source, tags, data, language, ...keyed });
}

async function edit({ entries }: Store, index: number): Promise<void> {
  const change = ({ data }: Entry): EntryChange => ({
    kind: "updated",
    data: { ...data, description: `${data.description} (edited)` },
  });
  const edited = await entries.change(ownerOf(index), idOf(index), change, author);
  expect(edited).toMatchObject({ version: 2 });
}

/** What an engine answers to a query, so far as engines may not differ. */
async function answerOf({ store }: OpenedStore, owner: OwnerId, query: string, filter: EntryFilter) {
  const { hits, ...rest } = await store.search.search(owner, { query, filter, limit: 60 });
  return {
    ...rest,
    owner,
    query,
    hits: hits.map(({ entry, similarity, snippet }) => [entry.id, similarity, snippet]),
  };
}

describe("searches of the same entries on SQLite and on Postgres", () => {
  const engines: OpenedStore[] = [];
  beforeAll(async () => {
    engines.push(await inMemory(), await onPostgres());
    await Promise.all(engines.map(fill));
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  async function expectSame(owner: OwnerId, queries: readonly string[], filter: EntryFilter = {}) {
    let found = 0;
    for (const query of queries) {
      const [sqlite, postgres] = await Promise.all(
        engines.map((each) => answerOf(each, owner, query, filter)),
      );
      expect(postgres).toEqual(sqlite);
      found += Number(sqlite?.hits.length !== 0);
    }
    expect(found).toBeGreaterThan(queries.length / 4);
  }

  it("answer the same while some of it waits to be indexed", async () => {
    for (const owner of OWNERS) await expectSame(owner, [...every(10), ...MORE]);
  });

  it("answer the same when everything is indexed", async () => {
    for (const { store } of engines) await store.search.update({ all: true });
    const [owner, ...others] = OWNERS;
    await expectSame(owner, [...every(2), ...MORE]);
    for (const other of others) await expectSame(other, every(10));
  });

  it("answer the same ranking, to its end", async () => {
    for (const query of ["the", "de", ...every(40)]) {
      const request = { query, filter: {}, limit: 1_000 };
      const [sqlite, postgres] = await Promise.all(
        engines.map(({ store }) => store.search.rank(OWNERS[0], request)),
      );
      expect(postgres).toEqual(sqlite);
    }
  });

  it("answer the same among entries of one source or tag, and of some time", async () => {
    const [note] = NOTES;
    const changedSince = (engines[0] as OpenedStore).clock.now() - 2 * DAY_MS;
    await expectSame(OWNERS[0], ["the", "router"], { source: note?.source ?? "" });
    await expectSame(OWNERS[0], ["the", "router"], { tags: note?.tags.slice(0, 1) ?? [] });
    await expectSame(OWNERS[0], every(20), { changedSince });
  });

  it("answer the same after parts of the index were made anew", async () => {
    for (const { store, clock } of engines) {
      clock.advance(2 * DAY_MS);
      await store.search.update({ all: true });
    }
    for (const owner of OWNERS) await expectSame(owner, every(10));
  });
});
