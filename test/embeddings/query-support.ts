import type { EmbeddingSettings } from "../../src/domain/embeddings/embedding-settings.ts";
import {
  createEmbedQuery,
  type EmbedQuery,
  type QueryEmbedding,
} from "../../src/domain/embeddings/query-vector.ts";
import { entryTexts } from "../../src/embeddings/entry-texts.ts";
import { alice } from "../contract/fixtures.ts";
import { type Bench, changing, goodReply, openBench, write } from "./queue-support.ts";
import { connect, type FakeProvider, type Reply, startProvider } from "./support.ts";

export const busy: Reply = (response) => response.writeHead(503).end();
/** A provider, and searches that ask it. */
export interface QueryBench {
  readonly bench: Bench;
  readonly provider: FakeProvider;
  readonly state: { reply: Reply };
  readonly embedQuery: EmbedQuery;
  /** What was asked for since the set-up, in order. */
  asked(): readonly string[];
}

function embedQueryOf(bench: Bench, url: string, settings: Partial<EmbeddingSettings> = {}): EmbedQuery {
  const { embeddings: store, clock } = bench;
  return createEmbedQuery({ store, provider: connect(url, settings), types: entryTexts.types, clock });
}

/** Alice has vectors of the model `m`; the provider works until the reply is exchanged. */
export async function openQueryBench(settings: Partial<EmbeddingSettings> = {}): Promise<QueryBench> {
  const state = changing(goodReply);
  const provider = await startProvider(state.asReply);
  const bench = await openBench(provider);
  await write(bench, ["a", "b", "c"]);
  await bench.work();
  const before = provider.received.length;
  const embedQuery = embedQueryOf(bench, provider.url, settings);
  const asked = () => provider.received.slice(before).flatMap(({ body }) => body.input);
  return { bench, provider, state, embedQuery, asked };
}

export const manyQueries = Array.from({ length: 10 }, (_, nth) => `query ${nth}`);

export function queryAll(
  embedQuery: EmbedQuery,
  queries: readonly string[] = manyQueries,
): Promise<readonly QueryEmbedding[]> {
  return Promise.all(queries.map((query) => embedQuery(alice, query)));
}
