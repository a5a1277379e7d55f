import type { Database } from "better-sqlite3";
import type { ProviderState, ProviderStates } from "../../domain/embeddings/embedding-store.ts";
import { type ProviderRow, toProviderState } from "../shared/provider-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";

const READ_PROVIDER = /* sql */ `
  SELECT used_at, failures, paused_until, error_code, error, failed_at FROM embedding_models WHERE model = ?`;

const TOUCH = /* sql */ `
  INSERT INTO embedding_models (model, used_at, failures, paused_until) VALUES (:model, :now, 0, 0)
  ON CONFLICT (model) DO UPDATE SET used_at = :now`;

const PAUSE = /* sql */ `
  INSERT INTO embedding_models (model, used_at, failures, paused_until, error_code, error, failed_at)
  VALUES (:model, :now, 1, :until, :code, :message, :now)
  ON CONFLICT (model) DO UPDATE
     SET used_at = :now, failures = embedding_models.failures + 1, error_code = :code, error = :message,
         failed_at = :now, paused_until = max(embedding_models.paused_until, :until)`;

const RESUME = /* sql */ `
  UPDATE embedding_models
     SET used_at = :now, failures = 0, paused_until = 0, error_code = NULL, error = NULL, failed_at = NULL
   WHERE model = :model`;

const UNPAUSE = /* sql */ `
  UPDATE embedding_models SET paused_until = 0 WHERE model = :model`;

/** What is known of the provider of a model, inside one read. */
export type FindProvider = (model: string) => ProviderState | undefined;

export function createFindProvider(db: Database): FindProvider {
  const find = db.prepare<[string], ProviderRow>(READ_PROVIDER);
  return (model) => {
    const row = find.get(model);
    return row === undefined ? undefined : toProviderState(row);
  };
}

/** How providers are, as all processes on the database know it. */
export function createProviderStates({ db, clock, read, queue }: EmbeddingParts): ProviderStates {
  const find = createFindProvider(db);
  const [touch, pause, resume, unpause] = [
    db.prepare(TOUCH),
    db.prepare(PAUSE),
    db.prepare(RESUME),
    db.prepare(UNPAUSE),
  ];

  return {
    state: (model) => read(() => find(model)),
    touch: (model) => queue.run(() => void touch.run({ model, now: clock.now() })),
    pause: (model, { code, message, until }) =>
      queue.run(() => void pause.run({ model, code, message, until, now: clock.now() })),
    resume: (model) => queue.run(() => void resume.run({ model, now: clock.now() })),
    unpause: (model) => queue.run(() => void unpause.run({ model })),
  };
}
