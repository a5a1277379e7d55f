import type { EmbeddingStore } from "../../domain/embeddings/embedding-store.ts";
import { createClaim } from "./embedding-claims.ts";
import { createCountEmbeddings } from "./embedding-counts.ts";
import { createReadCoverage, createRemoveOthers } from "./embedding-coverage.ts";
import { createEnqueue } from "./embedding-enqueue.ts";
import { createLeases } from "./embedding-leases.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { createProviderStates } from "./embedding-providers.ts";
import { createEmbeddingVectors } from "./embedding-vectors.ts";
import { createFindWork } from "./embedding-work.ts";
import { createSnapshot } from "./read.ts";

/** Every write is one small transaction of the write queue. */
export function createSqliteEmbeddings(parts: EmbeddingParts): EmbeddingStore {
  const { db, clock, read } = parts;
  const snapshot = createSnapshot(db);
  const counts = createCountEmbeddings(db);
  const coverage = createReadCoverage(db);
  const find = createFindWork(db);

  return {
    enqueue: createEnqueue(parts),
    claim: createClaim(parts),
    ...createLeases(parts),
    ...createEmbeddingVectors(parts),
    removeOthers: createRemoveOthers(parts),
    counts: (owner, target) => read(() => snapshot(() => counts.of(owner, target, clock.now()))),
    totals: (target) => read(() => snapshot(() => counts.all(target, clock.now()))),
    coverage: (owner, model) => read(() => snapshot(() => coverage(owner, model))),
    work: (model) => read(() => find.work(model, clock.now())),
    newestRev: () => read(() => find.newestRev()),
    providers: createProviderStates(parts),
  };
}
