import type { EmbeddingReport } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { toWork, type WorkRow } from "../shared/due-work.ts";
import { addTallies, NO_TALLY, toCounts } from "../shared/embedding-tally.ts";
import { countEmbeddings } from "./embedding-counts.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { sql } from "./sql.ts";
import { EVERYBODY } from "./transactions.ts";

const WORK = sql(/* sql */ `
  SELECT * FROM (
    SELECT o.owner_id,
           o.rev > coalesce((SELECT s.queued_rev FROM embedding_state s
                              WHERE s.owner_id = o.owner_id AND s.model = :model), 0)
           OR EXISTS (SELECT 1 FROM embedding_state s WHERE s.owner_id = o.owner_id AND s.model <> :model) AS has_work,
           (SELECT min(q.next_at) FROM embedding_queue q WHERE q.owner_id = o.owner_id AND q.model = :model) AS next_at
      FROM owners o
  ) w
   WHERE has_work OR next_at IS NOT NULL
   ORDER BY owner_id`);

const NEWEST_REV = sql(/* sql */ `
  SELECT coalesce(sum(rev), 0) AS rev FROM owners`);

const OWNERS = sql(/* sql */ `
  SELECT owner_id AS owner FROM owners WHERE rev > 0 ORDER BY owner_id`);

const TIMEOUT_MS = 60_000;

/** What is asked about all owners together. `newestRev` is the sum of theirs: it grows with every change of anybody. */
export function createOverall({
  transactions,
  clock,
}: EmbeddingParts): Pick<EmbeddingReport, "totals" | "work" | "newestRev"> {
  return {
    async totals(target) {
      const now = clock.now();
      const patience = { timeoutMs: TIMEOUT_MS };
      const owners = await transactions.read(
        EVERYBODY,
        (session) => session.all<{ readonly owner: OwnerId }>(OWNERS, {}),
        patience,
      );
      let sum = NO_TALLY;
      for (const { owner } of owners) {
        const count = await transactions.read(
          owner,
          (session) => countEmbeddings(session, owner, target, now),
          patience,
        );
        sum = addTallies(sum, count);
      }
      return toCounts(sum);
    },

    async work(model) {
      const rows = await transactions.read(EVERYBODY, (session) => session.rows<WorkRow>(WORK, { model }), {
        timeoutMs: TIMEOUT_MS,
      });
      return toWork(rows, clock.now());
    },

    async newestRev() {
      const row = await transactions.read(EVERYBODY, (session) =>
        session.get<{ readonly rev: number }>(NEWEST_REV, {}),
      );
      return row?.rev ?? 0;
    },
  };
}
