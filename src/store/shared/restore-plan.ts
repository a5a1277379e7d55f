/** What makes up the keys of an entry. */
export interface KeyedRow {
  readonly type: string;
  readonly source: string;
  readonly logical_key: string | null;
  /** Family and version of a schema, as JSON. */
  readonly schema_name: string | null;
}

/** What restoring needs to know of a trashed entry. */
export interface TrashedRow extends KeyedRow {
  readonly n: number;
  readonly id: string;
  readonly rev: number;
}

/** Another entry that holds the key or name of a trashed one. */
export interface Holder {
  /** The trashed one. */
  readonly n: number;
  readonly holder: number;
  /** SQLite knows no booleans. */
  readonly expired: boolean | 0 | 1;
}

/** Who of the candidates comes back, and what is in the way. */
export interface RestorePlan<Row extends TrashedRow> {
  readonly winners: readonly Row[];
  /** Ids of those that stay. */
  readonly conflicts: readonly string[];
  /** Expired entries that still hold a winner's key. */
  readonly buried: readonly number[];
}

/** Of several trashed entries with one key, the one trashed last comes back; `found` is in ascending `rev` order. */
export function planRestore<Row extends TrashedRow>(
  found: readonly Row[],
  holders: readonly Holder[],
): RestorePlan<Row> {
  const heldLive = new Set(holders.filter(({ expired }) => !expired).map(({ n }) => n));
  const taken = new Set<string>();
  const winners: Row[] = [];
  const conflicts: string[] = [];
  for (const row of found.toReversed()) {
    const keys = keysOf(row);
    if (heldLive.has(row.n) || keys.some((key) => taken.has(key))) {
      conflicts.push(row.id);
      continue;
    }
    for (const key of keys) taken.add(key);
    winners.push(row);
  }
  const winning = new Set(winners.map(({ n }) => n));
  const inTheWay = holders.filter(({ n, holder }) => winning.has(n) && !winning.has(holder));
  const buried = [...new Set(inTheWay.map(({ holder }) => holder))];
  return { winners: winners.reverse(), conflicts: conflicts.reverse(), buried };
}

/** What no two live entries of an owner may share. */
export function keysOf({ type, source, logical_key, schema_name }: KeyedRow): readonly string[] {
  return [
    ...(logical_key === null ? [] : [JSON.stringify([type, source, logical_key])]),
    ...(schema_name === null ? [] : [`schema ${schema_name}`]),
  ];
}
