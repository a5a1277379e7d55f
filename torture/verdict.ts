/** One line of what a run has found. Without `wanted` it is only shown. */
export type Row = readonly [name: string, value: string | number, wanted: string, ok: boolean];

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints the rows; answers the exit code. */
export function printVerdict(rows: readonly Row[]): number {
  const width = Math.max(...rows.map(([name]) => name.length));
  say("");
  for (const [name, value, wanted, ok] of rows) {
    const verdict = wanted === "" ? "" : `  want ${wanted.padEnd(6)} ${ok ? "ok" : "FAILED"}`;
    say(`${name.padEnd(width)}  ${String(value).padStart(8)}${verdict}`);
  }
  const failed = rows.filter(([, , , ok]) => !ok).length;
  say(failed === 0 ? "\nverdict: nothing lost" : `\nverdict: ${failed} FAILED`);
  return failed === 0 ? 0 : 1;
}
