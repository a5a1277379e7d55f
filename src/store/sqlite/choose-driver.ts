import type { Database } from "better-sqlite3";
import type { FilterParts, Parameters } from "./entry-filter.ts";
import type { Driver } from "./entry-query.ts";
import { createStatementCache } from "./read.ts";
import type { RevRange } from "./rev-range.ts";
import type { Branch } from "./special-conditions.ts";

/** Counting stops here: beyond it, no choice of index is bad enough to be worth a longer count. */
const CAP = 2_000;

const COUNT_TYPE = /* sql */ `
  SELECT count(*) FROM (
    SELECT 1 FROM entries INDEXED BY entries_by_type
     WHERE owner_id = ? AND type = ? AND deleted_at IS NULL AND rev BETWEEN ? AND ? LIMIT ${CAP})`;

const COUNT_SOURCE = /* sql */ `
  SELECT count(*) FROM (
    SELECT 1 FROM entries INDEXED BY entries_by_source
     WHERE owner_id = ? AND source = ? AND deleted_at IS NULL AND rev BETWEEN ? AND ? LIMIT ${CAP})`;

const COUNT_TAG = /* sql */ `
  SELECT count(*) FROM (
    SELECT 1 FROM entry_tags
     WHERE owner_id = ? AND deleted = 0 AND tag = ? AND rev BETWEEN ? AND ? LIMIT ${CAP})`;

type Value = string | number | null;

/** Chooses the index to walk: the condition that the fewest entries meet. One condition needs no counting. */
export type ChooseDriver = (parts: FilterParts, range: RevRange) => Driver;

export function createChooseDriver(db: Database): ChooseDriver {
  const prepare = (sql: string) => db.prepare<Value[], number>(sql).pluck();
  const prepared = createStatementCache(db);
  const [countType, countSource, countTag] = [prepare(COUNT_TYPE), prepare(COUNT_SOURCE), prepare(COUNT_TAG)];

  function size(driver: Driver, { types, params }: FilterParts, { low, high }: RevRange): number {
    const count = (statement: typeof countType, name: string) =>
      statement.get(valueFor(params, "owner"), valueFor(params, name), low, high) ?? 0;
    if (driver.by === "special") {
      const { key, branches } = driver.special;
      const counts = branches.map((branch, index) =>
        prepared(`${key} ${index}`, () => countBranchSql(branch))
          .pluck()
          .get({ ...params, low, high }),
      );
      return (counts as number[]).reduce((sum, count) => sum + count, 0);
    }
    if (driver.by === "tag") return count(countTag, driver.tag);
    if (driver.by === "source") return count(countSource, "source");
    return types.reduce((sum, type) => sum + count(countType, type), 0);
  }

  return (parts, range) => {
    const candidates: Driver[] = parts.specials.map((special) => ({ by: "special", special }));
    if (parts.specials[0]?.few === true) return { by: "special", special: parts.specials[0] };
    candidates.push(...parts.tags.map((tag): Driver => ({ by: "tag", tag })));
    if (parts.source) candidates.push({ by: "source" });
    if (parts.types.length > 0 && !parts.specials.some(({ oneType }) => oneType)) {
      candidates.push({ by: "types" });
    }
    if (candidates.length < 2) return candidates[0] ?? { by: "live" };
    const sized = candidates.map((driver) => ({ driver, size: size(driver, parts, range) }));
    return sized.reduce((best, next) => (next.size < best.size ? next : best)).driver;
  };
}

function countBranchSql({ tables, conditions }: Branch): string {
  const where = ["e.deleted_at IS NULL", ...conditions].join(" AND ");
  return `SELECT count(*) FROM (SELECT 1 FROM ${tables} WHERE ${where} LIMIT ${CAP})`;
}

function valueFor(params: Parameters, name: string): Value {
  return params[name] ?? null;
}
