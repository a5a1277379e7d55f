const PAGE = "LIMIT :limit::bigint OFFSET :offset::bigint";

/** Rows `e` in descending `rev` order that meet all conditions. */
export const armSql = (columns: string, conditions: readonly string[]): string => `SELECT ${columns}
  FROM entries e
 WHERE ${conditions.join("\n   AND ")}
 ORDER BY e.rev DESC`;

/** A page of what the arms, each in descending `rev` order, have together. Parameters: `limit` (null for all), `offset`. */
export function pageSql(arms: readonly string[]): string {
  if (arms.length === 1) return `${arms[0]} ${PAGE}`;
  const merged = arms.map((arm) => `(${arm} LIMIT :limit::bigint + :offset::bigint)`).join("\nUNION ALL\n");
  return `${merged}\nORDER BY rev DESC ${PAGE}`;
}
