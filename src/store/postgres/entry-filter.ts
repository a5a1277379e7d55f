import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { Parameters } from "./sql.ts";

/** The conditions of a filter on a row `e`. */
export interface FilterParts {
  /**
   * Each a list of conditions on columns that an index ends with before `rev`; what meets one of them meets no other. The
   * lists are read one after the other, each in the order of its index, and merged.
   */
  readonly arms: readonly (readonly string[])[];
  /**
   * Conditions, each as arms, for which an index has the entries in the order of the list. Of many sources there are none: to
   * merge them all takes longer than what it could save.
   */
  readonly indexed: readonly FilterParts["arms"][];
  /** Names of the parameters of the tags, all of which an entry must have. */
  readonly tags: readonly string[];
  readonly conditions: readonly string[];
  readonly values: Parameters;
}

const UNRESOLVED = "e.type = 'alert' AND NOT e.resolved";

type Condition = readonly [sql: string, values: Parameters];

/** Parameters besides those of the filter: `owner`, and `nowText`, the present as ISO 8601 UTC. */
export function toFilterParts(filter: EntryFilter): FilterParts | undefined {
  const types = [...new Set(filter.types)];
  if (filter.types !== undefined && types.length === 0) return undefined;
  if (filter.ids?.length === 0 || filter.sources?.length === 0) return undefined;
  const tags = Object.fromEntries([...new Set(filter.tags)].map((tag, at) => [`tag${at}`, tag]));
  const conditions = [...specialConditions(filter), ...timeConditions(filter), ...contentConditions(filter)];
  const states = statesOf(filter.state);
  const kinds = states.length > 0 ? states.map(stateArm) : types.map((_, at) => [`e.type = :type${at}`]);
  const sources = walkableSources(filter).map((_, at) => [`e.source = :source${at}`]);
  const arms = kinds.length > 0 ? kinds : sources;
  return {
    arms: arms.length > 0 ? arms : [[]],
    indexed: [
      kinds,
      sources,
      filter.source === undefined ? [] : [["e.source = :source"]],
      filter.unresolved === true ? [[UNRESOLVED]] : [],
    ].filter((some) => some.length > 0),
    tags: Object.keys(tags),
    conditions: [
      ...(states.length > 0 && types.length > 0 ? ["e.type = ANY(:types::text[])"] : []),
      ...conditions.map(([sql]) => sql),
    ],
    values: Object.assign(
      {},
      tags,
      ...types.map((type, at) => (states.length > 0 ? { types } : { [`type${at}`]: type })),
      ...conditions.map(([, values]) => values),
      sourceValues(filter),
    ),
  };
}

/** Whether the filter names entries by their ids, or asks for those that link to one: their index is always the way. */
export function isNarrow({ ids, linksTo }: EntryFilter): boolean {
  return ids !== undefined || linksTo !== undefined;
}

/** The arms as one condition; none for an arm without conditions. */
export function anyOf(arms: FilterParts["arms"]): readonly string[] {
  return arms.some((arm) => arm.length === 0)
    ? []
    : [`(${arms.map((arm) => `(${arm.join(" AND ")})`).join(" OR ")})`];
}

/** So many sources are walked one by one, in the order of the list. */
const MOST_WALKED = 16;

/** The sources of a filter, each once, where they are few enough to be walked. */
function walkableSources({ sources = [] }: EntryFilter): readonly string[] {
  const distinct = [...new Set(sources)];
  return distinct.length <= MOST_WALKED ? distinct : [];
}

function sourceValues(filter: EntryFilter): Parameters {
  return Object.fromEntries(walkableSources(filter).map((source, at) => [`source${at}`, source]));
}

/** What is due counts as fired, so fired intentions are looked for under three stored states. */
function statesOf(state: string | undefined): readonly string[] {
  if (state === undefined) return [];
  return state === "fired" ? ["'fired'", "'pending'", "'snoozed'"] : [":state"];
}

function stateArm(stored: string): readonly string[] {
  return ["e.type = 'intention'", `e.state = ${stored}`];
}

function specialConditions({
  ids,
  linksTo,
  unresolved,
  state,
  source,
  sources,
}: EntryFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  if (source !== undefined) conditions.push(["e.source = :source", { source }]);
  if (sources !== undefined) conditions.push(["e.source = ANY(:sources::text[])", { sources }]);
  if (ids !== undefined) conditions.push(["e.id = ANY(:ids::text[])", { ids: [...new Set(ids)] }]);
  if (linksTo !== undefined) {
    const linked =
      "EXISTS (SELECT 1 FROM entry_links l WHERE l.owner_id = :owner AND NOT l.deleted AND l.target_id = :linksTo AND l.rev = e.rev)";
    conditions.push([linked, { linksTo }]);
  }
  if (unresolved === true) conditions.push([UNRESOLVED, {}]);
  if (state !== undefined) {
    const effective = `CASE WHEN e.state IN ('pending', 'snoozed') AND e.due_at <= :nowText THEN 'fired' ELSE e.state END = :state`;
    conditions.push([effective, { state }]);
  }
  return conditions;
}

function timeConditions(filter: EntryFilter): readonly Condition[] {
  const { changedSince, changedUntil, createdAfter, createdBefore } = filter;
  const conditions: Condition[] = [];
  if (changedSince !== undefined)
    conditions.push(["e.changed_at >= :changedSince::bigint", { changedSince }]);
  if (changedUntil !== undefined)
    conditions.push(["e.changed_at <= :changedUntil::bigint", { changedUntil }]);
  if (createdAfter !== undefined)
    conditions.push(["e.created_at >= :createdAfter::bigint", { createdAfter }]);
  if (createdBefore !== undefined)
    conditions.push(["e.created_at <= :createdBefore::bigint", { createdBefore }]);
  return conditions;
}

function contentConditions(filter: EntryFilter): readonly Condition[] {
  const { learnedFrom, language, edited, notWrittenBy } = filter;
  const conditions: Condition[] = [];
  if (learnedFrom !== undefined) {
    conditions.push(["json_string(e.data, 'learned_from') = :learnedFrom", { learnedFrom }]);
  }
  if (language !== undefined) {
    conditions.push(["e.language IS NOT DISTINCT FROM :language::text", { language }]);
  }
  if (edited === true) conditions.push(["e.updated_at IS NOT NULL", {}]);
  if (notWrittenBy !== undefined) {
    const { by, client = null } = notWrittenBy;
    conditions.push([
      "NOT (e.written_by = :by::text AND e.client IS NOT DISTINCT FROM :client::text)",
      { by, client },
    ]);
  }
  return conditions;
}
