/** Values kept by key until others, used more lately, need the room. */
export interface WeightedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, weight: number): void;
}

export interface CacheLimits {
  readonly entries: number;
  /** Sum of the weights. */
  readonly weight: number;
}

/** Least recently used goes first. A value heavier than the whole cache is not kept. */
export function createWeightedCache<Value>(limits: CacheLimits): WeightedCache<Value> {
  const kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  let total = 0;

  function drop(key: string): void {
    total -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  }

  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    set(key, value, weight) {
      drop(key);
      if (weight > limits.weight) return;
      kept.set(key, { value, weight });
      total += weight;
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.entries && total <= limits.weight) return;
        drop(oldest);
      }
    },
  };
}
