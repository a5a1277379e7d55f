import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { type SpecialCondition, specialConditions } from "./special-conditions.ts";

/** Values of named parameters. */
export type Parameters = Readonly<Record<string, string | number | null>>;

/** The conditions of a filter, sorted by what can be answered from an index of its own and what needs the row. */
export interface FilterParts {
  /** Names of the parameters that hold the types; empty for "any type". */
  readonly types: readonly string[];
  readonly source: boolean;
  /** Names of the parameters that hold the tags. */
  readonly tags: readonly string[];
  readonly specials: readonly SpecialCondition[];
  /** Conditions on the row `e` alone. */
  readonly rest: readonly string[];
  readonly params: Parameters;
}

type Condition = readonly [sql: string, params: Parameters];

/** Takes a filter apart, the owner first. A filter that nothing can meet gives `undefined`. */
export function toFilterParts(owner: OwnerId, filter: EntryFilter): FilterParts | undefined {
  const types = [...new Set(filter.types)];
  if (filter.types !== undefined && types.length === 0) return undefined;
  if (filter.ids?.length === 0 || filter.sources?.length === 0) return undefined;
  const tags = [...new Set(filter.tags)];
  const specials = specialConditions(filter);
  const rest = restOf(filter);
  return {
    types: types.map((_, index) => `type${index}`),
    source: filter.source !== undefined,
    tags: tags.map((_, index) => `tag${index}`),
    specials,
    rest: rest.map(([sql]) => sql),
    params: {
      owner,
      ...(filter.source === undefined ? {} : { source: filter.source }),
      ...Object.fromEntries(types.map((type, index) => [`type${index}`, type])),
      ...Object.fromEntries(tags.map((tag, index) => [`tag${index}`, tag])),
      ...Object.assign({}, ...specials.map(({ params }) => params), ...rest.map(([, params]) => params)),
    },
  };
}

function restOf(filter: EntryFilter): readonly Condition[] {
  return [...timeConditions(filter), ...contentConditions(filter)];
}

function timeConditions(filter: EntryFilter): readonly Condition[] {
  const { changedSince, changedUntil, createdAfter, createdBefore } = filter;
  const conditions: Condition[] = [];
  if (changedSince !== undefined) conditions.push(["e.changed_at >= :changedSince", { changedSince }]);
  if (changedUntil !== undefined) conditions.push(["e.changed_at <= :changedUntil", { changedUntil }]);
  if (createdAfter !== undefined) conditions.push(["e.created_at >= :createdAfter", { createdAfter }]);
  if (createdBefore !== undefined) conditions.push(["e.created_at <= :createdBefore", { createdBefore }]);
  return conditions;
}

function contentConditions(filter: EntryFilter): readonly Condition[] {
  const { learnedFrom, language, edited, notWrittenBy } = filter;
  const conditions: Condition[] = [];
  if (learnedFrom !== undefined) {
    conditions.push(["json_extract(e.data, '$.learned_from') = :learnedFrom", { learnedFrom }]);
  }
  if (language !== undefined) conditions.push(["e.language IS :language", { language }]);
  if (edited === true) conditions.push(["e.updated_at IS NOT NULL", {}]);
  if (notWrittenBy !== undefined) {
    const { by, client = null } = notWrittenBy;
    conditions.push(["NOT (e.written_by = :by AND e.client IS :client)", { by, client }]);
  }
  return conditions;
}
