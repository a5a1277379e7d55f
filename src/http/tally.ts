/** How many of something each of many has; who has none takes no room. */
export interface Tally<Key> {
  of(key: Key): number;
  add(key: Key, change: 1 | -1): void;
  /** Of all together. */
  readonly total: number;
}

export function createTally<Key>(): Tally<Key> {
  const counts = new Map<Key, number>();
  let total = 0;
  const of = (key: Key) => counts.get(key) ?? 0;
  return {
    of,
    get total() {
      return total;
    },
    add(key, change) {
      total += change;
      const next = of(key) + change;
      if (next > 0) counts.set(key, next);
      else counts.delete(key);
    },
  };
}
