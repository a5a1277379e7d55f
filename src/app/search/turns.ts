/** Runs work when its turn has come. */
export type InTurn = (work: () => Promise<void>) => Promise<void>;

/** Lets `atOnce` run at once, and the others in the order in which they came. */
export function createTurns(atOnce: number): InTurn {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = waiting.shift();
      // Whoever is next takes this place over.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
