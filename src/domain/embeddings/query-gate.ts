import type { Clock } from "../clock.ts";
import { EmbeddingError } from "./embedding-error.ts";

/** What came of a request, or one line that says why there is nothing. */
export type Passed<T> = { readonly value: T } | { readonly refused: string };

/** Lets the requests of searches through to a provider that works, and few to one that does not. */
export interface QueryGate {
  /** Runs the request unless it would be in vain. */
  pass<T>(request: () => Promise<T>): Promise<Passed<T>>;
}

/** The provider has failed and is left alone. Times are ms. */
interface Trouble {
  /** In a row. */
  readonly failures: number;
  readonly since: number;
  readonly restMs: number;
  readonly message: string;
}

const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 300_000;
/** Who has waited for another search for so long does not wait for the provider too. */
const PATIENCE_MS = 1_000;

/**
 * One request goes first; who comes meanwhile waits for its end, and asks only when it went well. So a provider that hangs
 * costs one request and one time-out, however many search. After a failure nobody asks for a while, longer with each in a
 * row; then one tries, and the others are refused until it is known how that ended.
 */
export function createQueryGate(name: string, clock: Clock): QueryGate {
  let trouble: Trouble | undefined;
  /** Ends with the request that others wait for, well or not. */
  let underWay: Promise<void> | undefined;

  function isResting({ since, restMs }: Trouble): boolean {
    const rested = clock.now() - since;
    // The clock may have been set back.
    return rested >= 0 && rested < restMs;
  }

  function refusal(): string | undefined {
    if (trouble === undefined) return undefined;
    return underWay !== undefined || isResting(trouble) ? trouble.message : undefined;
  }

  /** `before` is the trouble that was known when the request began: those that fail together count as one. */
  function fail({ message, retryAfterMs = 0 }: EmbeddingError, before: Trouble | undefined): void {
    if (trouble !== undefined && trouble !== before) return;
    const failures = (trouble?.failures ?? 0) + 1;
    const restMs = Math.max(retryAfterMs, Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1)));
    trouble = { failures, since: clock.now(), restMs, message };
  }

  async function run<T>(request: () => Promise<T>): Promise<Passed<T>> {
    const before = trouble;
    try {
      const value = await request();
      trouble = undefined;
      return { value };
    } catch (error) {
      if (!(error instanceof EmbeddingError)) throw error;
      // About the text: the provider works.
      if (error.code === "too_long") trouble = undefined;
      else fail(error, before);
      return { refused: error.message };
    }
  }

  function runFirst<T>(request: () => Promise<T>): Promise<Passed<T>> {
    const end = () => {
      underWay = undefined;
    };
    const result = run(request);
    underWay = result.then(end, end);
    return result;
  }

  /** Decides at once, so that of those who come together only one goes first. */
  function enter<T>(request: () => Promise<T>): Passed<T> | Promise<Passed<T>> {
    const refused = refusal();
    if (refused !== undefined) return { refused };
    return underWay === undefined ? runFirst(request) : run(request);
  }

  async function enterAfter<T>(other: Promise<void>, request: () => Promise<T>): Promise<Passed<T>> {
    const since = clock.now();
    await other;
    const isLate = trouble === undefined && clock.now() - since > PATIENCE_MS;
    if (isLate) return { refused: `${name} is slow at present; try again later, or look into its log.` };
    return enter(request);
  }

  return {
    async pass(request) {
      if (trouble !== undefined || underWay === undefined) return enter(request);
      return enterAfter(underWay, request);
    },
  };
}
