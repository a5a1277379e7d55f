import type { EmbeddingTarget } from "../../domain/embeddings/embedding-store.ts";
import type { EmbeddingProgress } from "../shared/embedding-progress.ts";
import { retryBusy } from "./busy.ts";
import { createCountEmbeddings } from "./embedding-counts.ts";
import { createFindProvider } from "./embedding-providers.ts";
import { fileSize, MEMORY } from "./file.ts";
import { createSnapshot } from "./read.ts";
import { openForReading } from "./read-only.ts";

const HAS_TABLES = /* sql */ `
  SELECT count(*) = 4 FROM sqlite_schema
   WHERE type = 'table'
     AND name IN ('embedding_state', 'embedding_queue', 'embedding_models', 'embeddings')`;

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Looks into a database file without a trace; `now` is in ms since 1970. `undefined` for one that is missing, or older than
 * embeddings.
 * @throws AwarenessError `unavailable` for a file that cannot be read or is not ours.
 */
export async function readEmbeddingProgress(
  path: string,
  target: EmbeddingTarget,
  now: number,
): Promise<EmbeddingProgress | undefined> {
  if (path === MEMORY || (fileSize(path) ?? 0) === 0) return undefined;
  const db = await openForReading(path, BUSY_TIMEOUT_MS);
  try {
    const look = (): EmbeddingProgress | undefined => {
      if (db.prepare<[], 0 | 1>(HAS_TABLES).pluck().get() !== 1) return undefined;
      const counts = createCountEmbeddings(db).all(target, now);
      const provider = createFindProvider(db)(target.model);
      return provider === undefined ? { counts } : { counts, provider };
    };
    return await retryBusy(() => createSnapshot(db)(look), BUSY_TIMEOUT_MS);
  } finally {
    db.close();
  }
}
