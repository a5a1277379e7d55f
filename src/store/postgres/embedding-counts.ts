import type { EmbeddingTarget } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Tally, TimedFailure } from "../shared/embedding-tally.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { SEEN } from "./embedding-state.ts";
import type { Session } from "./session.ts";
import { plannedSql, sql } from "./sql.ts";

/** As a rule there is nothing to be counted but what is embedded. */
const LOOK = sql(/* sql */ `
  SELECT ${SEEN} AS seen, coalesce((SELECT o.rev FROM owners o WHERE o.owner_id = :owner), 0) > ${SEEN} AS unseen,
         (SELECT q.n FROM embedding_queue q
           WHERE q.owner_id = :owner AND q.model = :model ORDER BY q.next_at, q.n LIMIT 1) IS NOT NULL AS queued`);

/** Planned for the value: hardly anything may be unseen, and Postgres would expect a third of all. */
const COUNT_UNSEEN = plannedSql(/* sql */ `
  SELECT count(*) AS count
    FROM entries e
   WHERE e.owner_id = :owner AND e.rev > :seen::bigint AND ${IS_LIVE} AND e.type = ANY(:types::text[])`);

const COUNT_QUEUED = plannedSql(/* sql */ `
  SELECT count(*) FILTER (WHERE q.attempts = 0) AS waiting, count(*) FILTER (WHERE q.attempts > 0) AS failed
    FROM embedding_queue q
    JOIN entries e ON e.owner_id = :owner AND e.n = q.n
   WHERE q.owner_id = :owner AND q.model = :model AND e.rev <= :seen::bigint AND ${IS_LIVE}`);

const COUNT_EMBEDDED = sql(/* sql */ `
  SELECT count(*) AS count FROM embeddings WHERE owner_id = :owner AND model = :model AND chunk = 0`);

const LAST_ERROR = sql(/* sql */ `
  SELECT error_code AS code, error AS message, failed_at AS at
    FROM embedding_queue
   WHERE owner_id = :owner AND model = :model AND failed_at IS NOT NULL
   ORDER BY failed_at DESC LIMIT 1`);

interface LookRow {
  readonly seen: number;
  readonly unseen: boolean;
  readonly queued: boolean;
}

const NOTHING: LookRow = { seen: 0, unseen: false, queued: false };

interface QueuedRow {
  readonly waiting: number;
  readonly failed: number;
}

interface CountRow {
  readonly count: number;
}

/** What a model has and has not made of an owner's entries. `now` is in ms since 1970. */
export async function countEmbeddings(
  session: Session,
  owner: OwnerId,
  { model, types }: EmbeddingTarget,
  now: number,
): Promise<Tally> {
  const [found, embedded] = await Promise.all([
    session.get<LookRow>(LOOK, { owner, model }),
    session.get<CountRow>(COUNT_EMBEDDED, { owner, model }),
  ]);
  const { seen, unseen: hasUnseen, queued: hasQueued } = found ?? NOTHING;
  const [unseen, queued] = await Promise.all([
    hasUnseen ? session.get<CountRow>(COUNT_UNSEEN, { owner, seen, now, types }) : undefined,
    hasQueued ? session.get<QueuedRow>(COUNT_QUEUED, { owner, model, seen, now }) : undefined,
  ]);
  const failed = queued?.failed ?? 0;
  const last = failed === 0 ? undefined : await session.get<TimedFailure>(LAST_ERROR, { owner, model });
  const counts = {
    waiting: (unseen?.count ?? 0) + (queued?.waiting ?? 0),
    failed,
    embedded: embedded?.count ?? 0,
  };
  return last === undefined ? counts : { ...counts, lastError: last };
}
