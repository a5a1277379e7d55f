import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { DUE_AT, INTENTION_STATE, IS_OF_SOURCES, IS_UNRESOLVED } from "./data-expressions.ts";

/** A part of a query that walks one index, newest `rev` first. */
export interface Branch {
  readonly tables: string;
  readonly conditions: readonly string[];
  /** The column whose order the index has. */
  readonly rev: "e.rev" | "t.rev";
}

/** A condition of a filter that has an index of its own. */
export interface SpecialCondition {
  /** Tells apart the texts that such a condition can have. */
  readonly key: string;
  /** On the row `e`, for a query that walks another index. */
  readonly condition: string;
  /** What finds its entries; several branches are merged. */
  readonly branches: readonly Branch[];
  /** What the index does not answer. */
  readonly residual: readonly string[];
  /** True when it is met by so few entries that no other index can be better. */
  readonly few: boolean;
  /** True when all its entries are of one type, so that an index by type can only be longer. */
  readonly oneType: boolean;
  readonly params: Readonly<Record<string, string>>;
}

const IN_RANGE = "BETWEEN :low AND :high";
const BY_STATE = "entries e INDEXED BY entries_intentions_by_state";

/** Parameters besides those of the conditions: `owner`, `low`, `high`, `now`, and `nowText`, the same as ISO 8601 UTC. */
export function specialConditions(filter: EntryFilter): readonly SpecialCondition[] {
  const { unresolved, state, linksTo, ids, sources } = filter;
  return [
    ...(ids === undefined ? [] : [hasId(ids)]),
    ...(linksTo === undefined ? [] : [links(linksTo)]),
    ...(unresolved === true ? [UNRESOLVED] : []),
    ...(state === undefined ? [] : [isInState(state)]),
    ...(sources === undefined ? [] : [isOfSources([...new Set(sources)])]),
  ];
}

const UNRESOLVED: SpecialCondition = {
  key: "unresolved",
  condition: `e.type = 'alert' AND ${IS_UNRESOLVED}`,
  branches: [
    {
      tables: "entries e INDEXED BY entries_active_alerts",
      conditions: ["e.owner_id = :owner", "e.type = 'alert'", IS_UNRESOLVED, `e.rev ${IN_RANGE}`],
      rev: "e.rev",
    },
  ],
  residual: [],
  few: false,
  oneType: true,
  params: {},
};

/** What is due counts as fired, so fired intentions are looked for under three stored states. */
function isInState(state: string): SpecialCondition {
  const effective = `CASE WHEN ${INTENTION_STATE} IN ('pending', 'snoozed') AND ${DUE_AT} <= :nowText
        THEN 'fired' ELSE ${INTENTION_STATE} END = :state`;
  const stored = state === "fired" ? ["'fired'", "'pending'", "'snoozed'"] : [":state"];
  const conditions = (one: string) => [
    "e.owner_id = :owner",
    "e.type = 'intention'",
    `${INTENTION_STATE} = ${one}`,
    `e.rev ${IN_RANGE}`,
  ];
  return {
    key: `state${stored.length}`,
    condition: `e.type = 'intention' AND ${effective}`,
    branches: stored.map((one) => ({ tables: BY_STATE, conditions: conditions(one), rev: "e.rev" })),
    residual: [effective],
    few: false,
    oneType: true,
    params: { state },
  };
}

function links(linksTo: string): SpecialCondition {
  return {
    key: "links",
    condition: `EXISTS (SELECT 1 FROM entry_links x
         WHERE x.owner_id = :owner AND x.deleted = 0 AND x.target_id = :linksTo AND x.rev = e.rev)`,
    branches: [
      {
        tables: `entry_links t
 CROSS JOIN entries e INDEXED BY entries_live ON e.owner_id = :owner AND e.rev = t.rev`,
        conditions: ["t.owner_id = :owner", "t.deleted = 0", "t.target_id = :linksTo", `t.rev ${IN_RANGE}`],
        rev: "t.rev",
      },
    ],
    residual: [],
    few: false,
    oneType: false,
    params: { linksTo },
  };
}

/** So many sources are walked one by one, in the order of the list; more are read whole and sorted. */
const MOST_WALKED = 16;

function isOfSources(sources: readonly string[]): SpecialCondition {
  const walked = sources.length <= MOST_WALKED ? sources : [];
  const together: Branch = {
    tables: `json_each(:sources) w
 CROSS JOIN entries e INDEXED BY entries_by_source ON e.owner_id = :owner AND e.source = w.value`,
    conditions: [`e.rev ${IN_RANGE}`],
    rev: "e.rev",
  };
  const each = walked.map(
    (_, at): Branch => ({
      tables: "entries e INDEXED BY entries_by_source",
      conditions: ["e.owner_id = :owner", `e.source = :source_${at}`, `e.rev ${IN_RANGE}`],
      rev: "e.rev",
    }),
  );
  return {
    key: `sources${walked.length}`,
    condition: IS_OF_SOURCES,
    branches: each.length === 0 ? [together] : each,
    residual: [],
    few: false,
    oneType: false,
    params: {
      sources: JSON.stringify(sources),
      ...Object.fromEntries(walked.map((source, at) => [`source_${at}`, source])),
    },
  };
}

function hasId(ids: readonly string[]): SpecialCondition {
  return {
    key: "ids",
    condition: "e.id IN (SELECT value FROM json_each(:ids))",
    branches: [
      {
        tables: `json_each(:ids) w
 CROSS JOIN entries e INDEXED BY entries_id ON e.owner_id = :owner AND e.id = w.value`,
        conditions: [`e.rev ${IN_RANGE}`],
        rev: "e.rev",
      },
    ],
    residual: [],
    few: true,
    oneType: false,
    params: { ids: JSON.stringify([...new Set(ids)]) },
  };
}
