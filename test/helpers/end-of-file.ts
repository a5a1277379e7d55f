type Work = () => unknown;

const waiting: Work[] = [];

/** Has `work` done when the tests of the file that runs now are over: what came last first, each after the other. */
export function atEndOfFile(work: Work): void {
  waiting.push(work);
}

/** Does all that waits. @throws what the first of it threw that failed. */
export async function endFile(): Promise<void> {
  const failures: unknown[] = [];
  for (let work = waiting.pop(); work !== undefined; work = waiting.pop()) {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
