type Work = () => unknown;

const waiting: Work[] = [];

/** Has `work` done when the tests of the file that runs now are over: what came last first, each after the other. */
export function atEndOfFile(work: Work): void {
  waiting.push(work);
}

/** Does what waits. */
export async function endFile(): Promise<void> {
  for (let work = waiting.pop(); work !== undefined; work = waiting.pop()) await work();
}
