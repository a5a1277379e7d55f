import type { EntryFilter } from "../../domain/entries/entry-store.ts";

const SKEW = "(SELECT skew_ms FROM owners WHERE owner_id = :owner)";

/** The time from which the changes of interest are: what was created after a time was changed then or later, give or take the skew. */
function since({ changedSince, createdAfter }: EntryFilter): string | undefined {
  const bounds = [
    ...(changedSince === undefined ? [] : [":changedSince::bigint"]),
    ...(createdAfter === undefined ? [] : [`:createdAfter::bigint - ${SKEW}`]),
  ];
  return bounds.length === 2 ? `greatest(${bounds.join(", ")})` : bounds[0];
}

/**
 * Conditions on the rev of `row` that follow from the time bounds of a filter, so that a list that walks `rev` stops where the times
 * do. Revs and times grow together except where the clock went back, and the owner's row knows how far it ever did
 * (`skew_ms`): a later change can lie at most that much before an earlier one. So the lowest rev since a time lies
 * within `skew_ms` of the first change since then, and likewise at the other end. `+ 0` keeps Postgres from walking the index
 * of revs for the lowest one, which may be the last of a million, where the index of times has it at once.
 */
export function revConditions(filter: EntryFilter, row: "e" | "r" | "t"): readonly string[] {
  const from = since(filter);
  const low = `
    (SELECT min(x.rev + 0) FROM entries x
      WHERE x.owner_id = :owner AND x.deleted_at IS NULL
        AND x.changed_at >= ${from}
        AND x.changed_at <= (SELECT f.changed_at FROM entries f
                              WHERE f.owner_id = :owner AND f.deleted_at IS NULL AND f.changed_at >= ${from}
                              ORDER BY f.changed_at LIMIT 1) + ${SKEW})`;
  const high = `
    (SELECT max(x.rev + 0) FROM entries x
      WHERE x.owner_id = :owner AND x.deleted_at IS NULL
        AND x.changed_at <= :changedUntil::bigint
        AND x.changed_at >= (SELECT f.changed_at FROM entries f
                              WHERE f.owner_id = :owner AND f.deleted_at IS NULL AND f.changed_at <= :changedUntil::bigint
                              ORDER BY f.changed_at DESC LIMIT 1) - ${SKEW})`;
  return [
    ...(from === undefined ? [] : [`${row}.rev >= ${low}`]),
    ...(filter.changedUntil === undefined ? [] : [`${row}.rev <= ${high}`]),
  ];
}
