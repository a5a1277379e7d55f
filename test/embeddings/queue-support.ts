import { createHash } from "node:crypto";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createEmbedder, type Embedder } from "../../src/domain/embeddings/embed-entries.ts";
import type { EmbeddingSettings } from "../../src/domain/embeddings/embedding-settings.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import { entryTexts } from "../../src/embeddings/entry-texts.ts";
import { createTestClock } from "../contract/backends.ts";
import { type OpenedEmbeddings, openEmbeddings } from "../contract/embedding-backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { answerOf, connect, type FakeProvider, type Received, type Reply, sendJson } from "./support.ts";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A direction of its own for every text. */
export function vectorOf(text: string, dimensions = 16): readonly number[] {
  const bytes = createHash("sha512").update(text).digest();
  return Array.from({ length: dimensions }, (_, index) => (bytes[index % 64] ?? 0) - 127.5);
}

export const goodReply: Reply = (response, { body }) =>
  sendJson(
    response,
    answerOf(
      "ollama",
      body.input.map((text) => vectorOf(text)),
    ),
  );

/** Answers well except to requests that hold a text of which `isBad` is true. */
export function badFor(isBad: (text: string) => boolean, bad: Reply): Reply {
  return (response, received, nth) =>
    (received.body.input.some(isBad) ? bad : goodReply)(response, received, nth);
}

/** A reply that can be exchanged while the provider runs. */
export function changing(first: Reply): { reply: Reply; readonly asReply: Reply } {
  const state = {
    reply: first,
    asReply: ((response, received, nth) => state.reply(response, received, nth)) as Reply,
  };
  return state;
}

export interface Bench extends OpenedEmbeddings {
  readonly path: string;
  readonly embedder: Embedder;
  /** An embedder with other settings. */
  embedderFor(settings: Partial<EmbeddingSettings>): Embedder;
  /** Another process on the same database. */
  again(): Promise<Bench>;
  /** Rounds until there is nothing more to do now. */
  work(): Promise<void>;
}

/** A database with an embedder that asks `provider`. */
export async function openBench({ url }: Pick<FakeProvider, "url">): Promise<Bench> {
  return open(join(makeTempDir(), "store.db"), url, createTestClock());
}

async function open(path: string, url: string, clock = createTestClock()): Promise<Bench> {
  const opened = await openEmbeddings(path, clock);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= opened.close();
    return closed;
  };
  onTestFinished(close);
  const embedderFor = (settings: Partial<EmbeddingSettings>) =>
    createEmbedder({
      store: opened.embeddings,
      provider: connect(url, settings),
      texts: entryTexts,
      clock,
    });
  const embedder = embedderFor({});
  return {
    ...opened,
    path,
    embedder,
    embedderFor,
    close,
    again: () => open(path, url, clock),
    work: () => workOff(embedder),
  };
}

export async function workOff(embedder: Embedder, owner = alice): Promise<void> {
  while ((await embedder.round(owner, { limit: 32 })).worked);
}

/** Writes notes that say this, one after the other. */
export async function write(
  { store }: Pick<Bench, "store">,
  texts: readonly string[],
  owner: OwnerId = alice,
): Promise<void> {
  for (const text of texts) {
    const entry = anEntry({ id: text, source: "s", tags: [], data: { description: text } });
    await store.entries.insert(owner, entry, author);
  }
}

export function rewrite({ store }: Pick<Bench, "store">, id: string, description: string) {
  return store.entries.change(alice, id, () => ({ kind: "updated", data: { description } }), author);
}

/** What is embedded for a note that says `text`. */
export function textOf(text: string): string {
  return `type: note\nsource: s\ndescription: ${text}`;
}

/** What the notes said that a provider was asked for, in order. The one word that tells whether it works is left out. */
export function askedFor(received: readonly Received[]): readonly string[] {
  return received
    .flatMap(({ body }) => body.input)
    .filter((text) => text !== "awareness")
    .map((text) => text.replace(textOf(""), ""));
}

/** The id of the entry that is nearest to a text, as a search by meaning finds it. */
export async function nearestTo(bench: Bench, text: string, model = "m"): Promise<string | undefined> {
  const [found] = await bench.index.nearest(alice, model, Float32Array.from(vectorOf(textOf(text))), {
    count: 1,
  });
  if (found === undefined || found.cosine < 0.99) return undefined;
  const entries = await bench.store.entries.list(alice, {}, { limit: 500 });
  return entries.find(({ data }) => data.description === text)?.id;
}

/** What a search by words finds. */
export async function findWords({ store }: Pick<Bench, "store">, query: string): Promise<readonly string[]> {
  const { hits } = await store.search.search(alice, { query, filter: {}, limit: 10 });
  return hits.map(({ entry }) => entry.id);
}
