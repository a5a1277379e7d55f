import { EMBEDDING_BACKENDS } from "./embedding-backends.ts";
import { describeEmbeddingQueue } from "./embedding-queue.contract.ts";
import { describeEmbeddingStore } from "./embedding-store.contract.ts";
import { describeVectorIndex } from "./vector-index.contract.ts";

for (const { name, open } of EMBEDDING_BACKENDS) {
  describeEmbeddingQueue(name, open);
  describeEmbeddingStore(name, open);
  describeVectorIndex(name, open);
}
