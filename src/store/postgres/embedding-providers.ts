import type { ProviderStates } from "../../domain/embeddings/embedding-store.ts";
import { type ProviderRow, toProviderState } from "../shared/provider-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { sql } from "./sql.ts";
import { EVERYBODY } from "./transactions.ts";

const READ_PROVIDER = sql(/* sql */ `
  SELECT used_at, failures, paused_until, error_code, error, failed_at FROM embedding_models WHERE model = :model`);

const TOUCH = sql(/* sql */ `
  INSERT INTO embedding_models (model, used_at, failures, paused_until) VALUES (:model, :now, 0, 0)
  ON CONFLICT (model) DO UPDATE SET used_at = excluded.used_at`);

const PAUSE = sql(/* sql */ `
  INSERT INTO embedding_models AS m (model, used_at, failures, paused_until, error_code, error, failed_at)
  VALUES (:model, :now, 1, :until, :code, :message, :now)
  ON CONFLICT (model) DO UPDATE
     SET used_at = excluded.used_at, failures = m.failures + 1, error_code = excluded.error_code,
         error = excluded.error, failed_at = excluded.failed_at,
         paused_until = greatest(m.paused_until, excluded.paused_until)`);

const RESUME = sql(/* sql */ `
  UPDATE embedding_models
     SET used_at = :now, failures = 0, paused_until = 0, error_code = NULL, error = NULL, failed_at = NULL
   WHERE model = :model`);

const UNPAUSE = sql(/* sql */ `
  UPDATE embedding_models SET paused_until = 0 WHERE model = :model`);

/** How providers are, as all nodes know it. They belong to no owner. */
export function createProviderStates({ transactions, clock }: EmbeddingParts): ProviderStates {
  return {
    async state(model) {
      const row = await transactions.read(EVERYBODY, (session) =>
        session.get<ProviderRow>(READ_PROVIDER, { model }),
      );
      return row === undefined ? undefined : toProviderState(row);
    },
    touch: async (model) => void (await transactions.one(EVERYBODY, TOUCH, { model, now: clock.now() })),
    async pause(model, { code, message, until }) {
      await transactions.one(EVERYBODY, PAUSE, { model, code, message, until, now: clock.now() });
    },
    resume: async (model) => void (await transactions.one(EVERYBODY, RESUME, { model, now: clock.now() })),
    unpause: async (model) => void (await transactions.one(EVERYBODY, UNPAUSE, { model })),
  };
}
