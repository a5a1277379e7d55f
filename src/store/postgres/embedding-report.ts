import type { Clock } from "../../domain/clock.ts";
import type { EmbeddingTarget } from "../../domain/embeddings/embedding-store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { EmbeddingProgress } from "../shared/embedding-progress.ts";
import { createPostgresEmbeddings } from "./embeddings.ts";
import { createPool } from "./pool.ts";
import { sql } from "./sql.ts";
import { createTransactions, EVERYBODY } from "./transactions.ts";

const HAS_TABLES = sql(/* sql */ `
  SELECT to_regclass('embeddings') IS NOT NULL AS found`);

export interface ReportOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Looks and changes nothing. `undefined` for a database that is empty, or older than embeddings.
 * @throws AwarenessError `unavailable`.
 */
export async function readEmbeddingProgress(
  { url, clock, log }: ReportOptions,
  target: EmbeddingTarget,
): Promise<EmbeddingProgress | undefined> {
  const transactions = createTransactions(createPool({ url, log, max: 2 }), clock);
  try {
    const tables = await transactions.read(EVERYBODY, (session) =>
      session.get<{ readonly found: boolean }>(HAS_TABLES, {}),
    );
    if (tables?.found !== true) return undefined;
    const { totals, providers } = createPostgresEmbeddings({ transactions, clock });
    const [counts, provider] = [await totals(target), await providers.state(target.model)];
    return provider === undefined ? { counts } : { counts, provider };
  } finally {
    await transactions.close();
  }
}
