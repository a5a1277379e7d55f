import type { FilterParts } from "./entry-filter.ts";

/** From where to read the rows `t` of entries that are not deleted and have the tag in this parameter. */
export const tagRows = (parameter: string): string =>
  `FROM entry_tags t WHERE t.owner_id = :owner AND NOT t.deleted AND t.tag = :${parameter}`;

/** Whether `e` has the tag; Postgres may turn this into a join. */
export const hasTag = (parameter: string): string =>
  `EXISTS (SELECT 1 ${tagRows(parameter)} AND t.rev = e.rev)`;

/** The same, looked for at each row of `row`. */
export const looksForTag = (parameter: string, row: "e" | "r"): string =>
  `(SELECT true ${tagRows(parameter)} AND t.rev = ${row}.rev)`;

/**
 * A table `rarest` of one row: the rarest `tag`, and how many entries have it (`found`, up to `most`). Of tags that so many
 * have, that is the one whose newest reach farthest back. `bound` is a condition on the rows `t`.
 */
export function rarestTag(tags: readonly string[], most: number, bound?: string): string {
  const samples = tags.map((tag) => {
    const rows = [tagRows(tag), ...(bound === undefined ? [] : [bound])].join(" AND ");
    return `SELECT :${tag}::text AS tag, count(*) AS found, min(rev) AS lowest
    FROM (SELECT t.rev ${rows} ORDER BY t.rev DESC LIMIT ${most}) AS newest`;
  });
  return `WITH rarest AS MATERIALIZED (${samples.join("\n UNION ALL\n")}\n ORDER BY found, lowest LIMIT 1)\n`;
}

/** What rows `r` of entries that have all tags must meet, so that those of the rarest one are gone through. */
export function alongRarest(tags: readonly string[]): readonly string[] {
  return [
    "r.owner_id = :owner",
    "NOT r.deleted",
    "r.tag = (SELECT tag FROM rarest)",
    ...(tags.length === 1 ? [] : tags.map((tag) => `(r.tag = :${tag} OR ${looksForTag(tag, "r")})`)),
  ];
}

/** The arms of a filter as one condition; none for an arm without conditions. */
export function anyOf(arms: FilterParts["arms"]): readonly string[] {
  return arms.some((arm) => arm.length === 0)
    ? []
    : [`(${arms.map((arm) => `(${arm.join(" AND ")})`).join(" OR ")})`];
}
