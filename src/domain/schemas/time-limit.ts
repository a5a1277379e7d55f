import { createContext, Script } from "node:vm";

/** The task did not end in time. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/** Runs synchronous tasks that may be endless. */
export interface TimeLimit {
  /**
   * Answers what `task` answers and throws what it throws. Nothing it was in the middle of changing may be used
   * after a time-out.
   * @throws TimeLimitError when it takes longer than `limitMs`.
   */
  run<Value>(limitMs: number, task: () => Value): Value;
}

/**
 * Stops tasks with the watchdog of `node:vm`, which ends any JavaScript, a backtracking regular expression included.
 * Callers' schemas can be slow in many ways: patterns such as `^(a+)+$`, references that multiply
 * (`allOf` of two references to an `allOf` of two ...), `uniqueItems` of large arrays. No list of forbidden patterns
 * finds them all, and a worker thread costs a copy of every content; a hard limit on the time covers everything and
 * needs no library. A task costs 0.2 ms more than without.
 */
export function createTimeLimit(): TimeLimit {
  const box: { task: (() => unknown) | undefined } = { task: undefined };
  let call: ((limitMs: number) => unknown) | undefined;

  function prepare(): (limitMs: number) => unknown {
    const context = createContext(box);
    const script = new Script("task()");
    return (limitMs) => script.runInContext(context, { timeout: limitMs });
  }

  return {
    run<Value>(limitMs: number, task: () => Value): Value {
      call ??= prepare();
      box.task = task;
      try {
        return call(limitMs) as Value;
      } catch (error) {
        if ((error as NodeJS.ErrnoException | undefined)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT")
          throw error;
        throw new TimeLimitError(`not finished within ${limitMs} ms`, { cause: error });
      } finally {
        box.task = undefined;
      }
    },
  };
}
