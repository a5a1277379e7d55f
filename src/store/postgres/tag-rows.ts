/** From where to read the rows `t` of entries that are not deleted and have the tag in this parameter. */
export const tagRows = (parameter: string): string =>
  `FROM entry_tags t WHERE t.owner_id = :owner AND NOT t.deleted AND t.tag = :${parameter}`;

/** Whether `e` has the tag; Postgres may turn this into a join. */
export const hasTag = (parameter: string): string =>
  `EXISTS (SELECT 1 ${tagRows(parameter)} AND t.rev = e.rev)`;

/** The same, looked for at each row of `row`. */
export const looksForTag = (parameter: string, row: "e" | "r"): string =>
  `(SELECT true ${tagRows(parameter)} AND t.rev = ${row}.rev)`;

/** Of the newest rows with a tag below this rev. A bound is what makes Postgres go along the index without statistics. */
export const newestTagged = (parameter: string, below: string, bounds: readonly string[] = []): string =>
  `SELECT t.rev ${[tagRows(parameter), `t.rev < ${below}`, ...bounds].join(" AND ")} ORDER BY t.rev DESC`;

/** How many revs `rows` gives, up to `most`, and the lowest, as a row that `smallestOf` chooses from; no tag stands for others. */
export const sampleOf = (rows: string, most: number, tag?: string): string =>
  `SELECT ${tag === undefined ? "NULL" : `:${tag}`}::text AS tag, count(*) AS found, min(rev) AS lowest FROM (${rows} LIMIT ${most}) AS newest`;

/** Of samples of the newest the smallest, or of those of one size the one that reaches farthest back. */
const smallestOf = (samples: readonly string[]): string =>
  `${samples.join("\n UNION ALL\n")}\n ORDER BY found, lowest, tag LIMIT 1`;

/**
 * A table `rarest` of one row: the rarest tag, or none where `others` are rarer. Samples of `others` are taken only when even
 * the rarest tag fills one of `most`: what is rarer than that is quickly gone through.
 */
export function rarestOf(tags: readonly string[], most: number, others: readonly string[] = []): string {
  if (others.length === 0) return `WITH rarest AS MATERIALIZED (${smallestOf(tags)})\n`;
  const late = others.map((other) => `${other} HAVING (SELECT found FROM rarest_tag) = ${most}`);
  return `WITH rarest_tag AS MATERIALIZED (${smallestOf(tags)}),
  rarest AS MATERIALIZED (${smallestOf(["SELECT * FROM rarest_tag", ...late])})\n`;
}

/** What rows `r` of entries that have all tags must meet, so that those of the rarest one are gone through. */
export function alongRarest(tags: readonly string[]): readonly string[] {
  const [first, second] = tags;
  const own = ["r.owner_id = :owner", "NOT r.deleted"];
  return second === undefined
    ? [...own, `r.tag = :${first}`]
    : [
        ...own,
        "r.tag = (SELECT tag FROM rarest)",
        ...tags.map((tag) => `(r.tag = :${tag} OR ${looksForTag(tag, "r")})`),
      ];
}
