import type { EmbeddingStore } from "../../domain/embeddings/embedding-store.ts";
import { toCounts } from "../shared/embedding-tally.ts";
import { createCopyVectors } from "./copy-vectors.ts";
import { createClaim } from "./embedding-claims.ts";
import { countEmbeddings } from "./embedding-counts.ts";
import { createRemoveOthers, readCoverage } from "./embedding-coverage.ts";
import { createEnqueue } from "./embedding-enqueue.ts";
import { createLeases } from "./embedding-leases.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { createProviderStates } from "./embedding-providers.ts";
import { createEmbeddingVectors } from "./embedding-vectors.ts";
import { createOverall } from "./embedding-work.ts";

/** Every write is one small transaction. */
export function createPostgresEmbeddings(parts: EmbeddingParts): EmbeddingStore {
  const { transactions, clock } = parts;
  return {
    enqueue: createEnqueue(parts),
    claim: createClaim(parts),
    ...createLeases(parts),
    ...createEmbeddingVectors(parts),
    removeOthers: createRemoveOthers(parts, createCopyVectors(parts)),
    ...createOverall(parts),
    counts: async (owner, target) =>
      toCounts(
        await transactions.read(owner, (session) => countEmbeddings(session, owner, target, clock.now())),
      ),
    coverage: (owner, model) => transactions.read(owner, (session) => readCoverage(session, owner, model)),
    providers: createProviderStates(parts),
  };
}
