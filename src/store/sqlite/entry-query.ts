import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import type { FilterParts } from "./entry-filter.ts";
import { LIMIT } from "./limit.ts";
import type { SpecialCondition } from "./special-conditions.ts";

/** Which index a query walks, newest `rev` first; `tag` is the name of a parameter. */
export type Driver =
  | { readonly by: "live" }
  | { readonly by: "types" }
  | { readonly by: "source" }
  | { readonly by: "tag"; readonly tag: string }
  | { readonly by: "special"; readonly special: SpecialCondition };

const IN_RANGE = "e.rev BETWEEN :low AND :high";

/**
 * A page in descending `rev` order that reads no more rows than it must: every branch walks an index that is already
 * in that order, several types are merged. `columns` must have `rev` among them. Parameters: those of the parts, `low`, `high`, `now`,
 * `nowText`, `limit`, `offset`.
 */
export function listSql(parts: FilterParts, driver: Driver, columns: string = ENTRY_COLUMNS): string {
  const conditions = [IS_LIVE, ...rowConditions(parts, driver)];
  const select = (tables: string, where: readonly string[]) =>
    `SELECT ${columns}\n  FROM ${tables}\n WHERE ${where.join("\n   AND ")}`;
  if (driver.by === "special") {
    const { branches } = driver.special;
    const arms = branches.map(({ tables, conditions: found }) => select(tables, [...found, ...conditions]));
    const rev = branches.length === 1 ? branches[0]?.rev : "rev";
    return `${arms.join("\nUNION ALL\n")}\nORDER BY ${rev} DESC ${LIMIT} OFFSET :offset`;
  }
  if (driver.by === "types") {
    const arms = parts.types.map((type) =>
      select("entries e INDEXED BY entries_by_type", [
        "e.owner_id = :owner",
        `e.type = :${type}`,
        IN_RANGE,
        ...conditions,
      ]),
    );
    return `${arms.join("\nUNION ALL\n")}\nORDER BY rev DESC ${LIMIT} OFFSET :offset`;
  }
  if (driver.by === "tag") {
    const from = tagJoin(parts, driver.tag);
    return `${select(from.tables, [...from.conditions, ...conditions])}\nORDER BY t.rev DESC ${LIMIT} OFFSET :offset`;
  }
  const from = driver.by === "source" ? BY_SOURCE : LIVE;
  return `${select(from.tables, [...from.conditions, ...conditions])}\nORDER BY e.rev DESC ${LIMIT} OFFSET :offset`;
}

/**
 * How many entries match: those not deleted less those expired, because the first number needs the index only.
 * Parameters: those of the parts, `low`, `high`, `now`, `nowText`.
 */
export function countSql(parts: FilterParts, driver: Driver): string {
  const expired = [
    "e.owner_id = :owner",
    "e.deleted_at IS NULL",
    "e.expires_at <= :now",
    IN_RANGE,
    ...rowConditions(parts, { by: "live" }),
  ];
  return `SELECT (${countNotDeleted(parts, driver)}) - (
  SELECT count(*) FROM entries e INDEXED BY entries_expiring WHERE ${expired.join(" AND ")})`;
}

function countNotDeleted(parts: FilterParts, driver: Driver): string {
  const conditions = ["e.deleted_at IS NULL", ...rowConditions(parts, driver)];
  if (driver.by === "special") {
    const counts = driver.special.branches.map(
      (branch) =>
        `(SELECT count(*) FROM ${branch.tables} WHERE ${[...branch.conditions, ...conditions].join(" AND ")})`,
    );
    return `SELECT ${counts.join(" + ")}`;
  }
  if (driver.by === "tag") {
    const from = tagJoin(parts, driver.tag);
    // The tags table alone answers when no condition needs the row.
    return conditions.length === 1
      ? `SELECT count(*) FROM ${from.tagsOnly} WHERE ${from.conditions.join(" AND ")}`
      : `SELECT count(*) FROM ${from.tables} WHERE ${[...from.conditions, ...conditions].join(" AND ")}`;
  }
  const from = { live: LIVE, source: BY_SOURCE, types: byTypes(parts) }[driver.by];
  return `SELECT count(*) FROM ${from.tables} WHERE ${[...from.conditions, ...conditions].join(" AND ")}`;
}

const LIVE = {
  tables: "entries e INDEXED BY entries_live",
  conditions: ["e.owner_id = :owner", IN_RANGE],
};

const BY_SOURCE = {
  tables: "entries e INDEXED BY entries_by_source",
  conditions: ["e.owner_id = :owner", "e.source = :source", IN_RANGE],
};

function byTypes(parts: FilterParts) {
  return {
    tables: "entries e INDEXED BY entries_by_type",
    conditions: ["e.owner_id = :owner", typeCondition(parts), IN_RANGE],
  };
}

/** All tags, the rarest first; CROSS JOIN keeps the order. */
function tagJoin(parts: FilterParts, rarest: string) {
  const others = parts.tags.filter((tag) => tag !== rarest);
  const joins = others.map(
    (tag, index) => `
 CROSS JOIN entry_tags t${index} ON t${index}.owner_id = :owner AND t${index}.deleted = 0 AND t${index}.tag = :${tag}
        AND t${index}.rev = t.rev`,
  );
  const tagsOnly = `entry_tags t${joins.join("")}`;
  return {
    tagsOnly,
    tables: `${tagsOnly}
 CROSS JOIN entries e INDEXED BY entries_live ON e.owner_id = :owner AND e.rev = t.rev`,
    conditions: [
      "t.owner_id = :owner",
      "t.deleted = 0",
      `t.tag = :${rarest}`,
      "t.rev BETWEEN :low AND :high",
    ],
  };
}

/** Conditions that the driver's index does not answer. */
function rowConditions(parts: FilterParts, driver: Driver): readonly string[] {
  const tags = driver.by === "tag" ? [] : parts.tags;
  return [
    ...(parts.types.length > 0 && driver.by !== "types" ? [typeCondition(parts)] : []),
    ...(parts.source && driver.by !== "source" ? ["e.source = :source"] : []),
    ...tags.map(
      (tag) =>
        `EXISTS (SELECT 1 FROM entry_tags x WHERE x.owner_id = :owner AND x.deleted = 0 AND x.tag = :${tag} AND x.rev = e.rev)`,
    ),
    ...parts.specials.flatMap((special) =>
      driver.by === "special" && driver.special === special ? special.residual : [special.condition],
    ),
    ...parts.rest,
  ];
}

function typeCondition(parts: FilterParts): string {
  return `e.type IN (${parts.types.map((type) => `:${type}`).join(", ")})`;
}
