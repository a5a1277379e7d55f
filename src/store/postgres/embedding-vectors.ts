import type { EmbeddingVectors } from "../../domain/embeddings/embedding-store.ts";
import { encodeVector } from "../../domain/embeddings/vector-code.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { DIMENSIONS, LOCK_OWNER } from "./embedding-state.ts";
import { sql } from "./sql.ts";

/** The entry is what was read, and still waits. */
const IS_CURRENT = /* sql */ `
  EXISTS (SELECT 1
            FROM embedding_queue q
            JOIN entries e ON e.owner_id = q.owner_id AND e.n = q.n
           WHERE q.owner_id = :owner AND q.n = :n AND q.model = :model AND e.rev = :rev AND ${IS_LIVE})`;

const LOOK = sql(/* sql */ `
  SELECT ${IS_CURRENT} AS current, ${DIMENSIONS} AS dimensions,
         EXISTS (SELECT 1 FROM embeddings v WHERE v.owner_id = :owner AND v.model = :model AND v.n = :n) AS embedded`);

const DONE_IF_CURRENT = sql(/* sql */ `
  DELETE FROM embedding_queue WHERE owner_id = :owner AND n = :n AND model = :model AND ${IS_CURRENT}`);

const DONE = sql(/* sql */ `
  DELETE FROM embedding_queue WHERE owner_id = :owner AND n = :n AND model = :model`);

/** What only waits is due at once. */
const RELEASE = sql(/* sql */ `
  UPDATE embedding_queue SET next_at = :now, claimed_until = 0
   WHERE owner_id = :owner AND n = :n AND model = :model`);

const SET_DIMENSIONS = sql(/* sql */ `
  INSERT INTO embedding_state (owner_id, model, queued_rev, dimensions) VALUES (:owner, :model, 0, :length)
  ON CONFLICT (owner_id, model) DO UPDATE SET dimensions = excluded.dimensions`);

const START_ANEW = sql(/* sql */ `
  UPDATE embedding_state SET queued_rev = 0, dimensions = :dimensions
   WHERE owner_id = :owner AND model = :model AND dimensions IS DISTINCT FROM :dimensions`);

const REMOVE = sql(/* sql */ `
  DELETE FROM embeddings WHERE owner_id = :owner AND model = :model AND n = :n`);

const INSERT = sql(/* sql */ `
  INSERT INTO embeddings (owner_id, model, n, chunk, dimensions, text_hash, code, vector)
  SELECT :owner::text, :model::text, :n::bigint, made.place - 1, :length::int, :hash::bytea, made.code, made.vector
    FROM unnest(:codes::bytea[], :vectors::bytea[]) WITH ORDINALITY AS made (code, vector, place)
   ORDER BY made.place`);

interface Found {
  readonly current: boolean;
  readonly dimensions: number | null;
  readonly embedded: boolean;
}

/** Stores what was made. */
export function createEmbeddingVectors({
  transactions,
  clock,
}: EmbeddingParts): Pick<EmbeddingVectors, "put" | "keep" | "startAnew"> {
  return {
    put(owner, model, { number: n, entry }, { hash, vectors }) {
      const rows = vectors.map(encodeVector);
      const length = vectors[0]?.length ?? 0;
      const place = { owner, model, n };
      return transactions.write(owner, async (session) => {
        const now = clock.now();
        session.send(LOCK_OWNER, { owner });
        const found = await session.get<Found>(LOOK, { ...place, rev: entry.rev, now });
        if (found?.current !== true) {
          session.send(RELEASE, { ...place, now });
          return "changed";
        }
        if (found.dimensions === null) session.send(SET_DIMENSIONS, { owner, model, length });
        else if (found.dimensions !== length) return "wrong_length";
        session.send(REMOVE, place);
        const [codes, encoded] = [rows.map(({ code }) => code), rows.map(({ vector }) => vector)];
        session.send(INSERT, { ...place, length, hash, codes, vectors: encoded });
        session.send(DONE, place);
        return found.embedded ? "refreshed" : "new";
      });
    },

    keep: (owner, model, { number: n, entry }) =>
      transactions.write(owner, async (session) => {
        const now = clock.now();
        const place = { owner, model, n };
        session.send(LOCK_OWNER, { owner });
        const kept = session.run(DONE_IF_CURRENT, { ...place, rev: entry.rev, now });
        session.send(RELEASE, { ...place, now });
        return (await kept) > 0;
      }),

    startAnew: (owner, model, dimensions) =>
      transactions.write(owner, async (session) => {
        session.send(LOCK_OWNER, { owner });
        session.send(START_ANEW, { owner, model, dimensions });
      }),
  };
}
