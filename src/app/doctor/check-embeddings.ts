import type { Config, DatabaseTarget } from "../../config/config.ts";
import { type Clock, toIso } from "../../domain/clock.ts";
import { EmbeddingError } from "../../domain/embeddings/embedding-error.ts";
import type { EmbeddingSettings } from "../../domain/embeddings/embedding-settings.ts";
import type { EmbeddingTarget } from "../../domain/embeddings/embedding-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { EmbeddingProgress } from "../../store/shared/embedding-progress.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { type Finding, pass, warn } from "./finding.ts";

const WORD = "awareness";
const TIMEOUT_MS = 5_000;

/** The embedding provider, asked for one word, and how far it has come. Reads only; the database may be missing. */
export async function checkProviders(
  { embedding, database }: Pick<Config, "embedding" | "database">,
  clock: Clock,
): Promise<readonly Finding[]> {
  if (embedding === undefined) {
    return [pass("providers", "no embedding provider is configured; none is needed")];
  }
  return [await askProvider(embedding), await checkEmbeddings(embedding, database, clock)];
}

async function askProvider(settings: EmbeddingSettings): Promise<Finding> {
  const { createEmbeddingProvider } = await import("../../embeddings/create-provider.ts");
  const { provider, url, model } = settings;
  try {
    const options = { timeoutMs: TIMEOUT_MS, attempts: 1 };
    const [vector] = await createEmbeddingProvider(settings).embed([WORD], options);
    return pass("providers", `${provider} at ${url} embeds with ${model}, ${vector?.length} dimensions`);
  } catch (error) {
    if (!(error instanceof EmbeddingError)) throw error;
    return warn("providers", error.message);
  }
}

async function checkEmbeddings(
  { model }: EmbeddingSettings,
  database: DatabaseTarget,
  clock: Clock,
): Promise<Finding> {
  const { entryTexts } = await import("../../embeddings/entry-texts.ts");
  try {
    const progress = await readProgress(database, { model, types: entryTexts.types }, clock);
    return progress === undefined ? pass("embeddings", "nothing is embedded yet") : judge(progress);
  } catch (error) {
    // The addon, the file or the server: the checks of the database say which, and what to do.
    const reason = error instanceof AwarenessError ? error.message : "the database cannot be used.";
    return warn("embeddings", `cannot be looked at: ${reason}`);
  }
}

async function readProgress(
  database: DatabaseTarget,
  target: EmbeddingTarget,
  clock: Clock,
): Promise<EmbeddingProgress | undefined> {
  if (database.kind === "sqlite") {
    const { readEmbeddingProgress } = await import("../../store/sqlite/embedding-report.ts");
    return readEmbeddingProgress(database.path, target, clock.now());
  }
  const { readEmbeddingProgress } = await import("../../store/postgres/embedding-report.ts");
  const log = createLogger("silent", { write: () => {} });
  return readEmbeddingProgress({ url: database.url, clock, log }, target);
}

function judge({ counts, provider }: EmbeddingProgress): Finding {
  const { embedded, waiting, failed, lastError } = counts;
  const state = `embedded ${embedded}, waiting ${waiting}, failed ${failed}`;
  const trouble = provider?.lastError;
  if (trouble !== undefined) {
    return warn("embeddings", `${state}; nothing since ${toIso(trouble.at)}: ${trouble.message}`);
  }
  if (failed === 0) return pass("embeddings", state);
  return warn(
    "embeddings",
    `${state}; the last failure: ${lastError?.message ?? "unknown"}`,
    "Failed entries are tried again for two days; backfill_embeddings tries them at once.",
  );
}
