import type { Memory } from "../probe.ts";
import { fitLine, meansOfParts } from "../regression.ts";
import { inTime, shown } from "../rows.ts";
import type { Row } from "../verdict.ts";

/** Memory of a server after so many inputs. */
export interface Look extends Memory {
  readonly inputs: number;
}

const LEAST_LOOKS = 9;
/** Neighbouring looks hang together, their means less so. */
const PARTS = 10;
const MOST_DRIFT_PERCENT = 5;
/**
 * 10 bytes for an input. What a server kept of each would be more; what V8 compiles meanwhile is less: between 60,000 and
 * 400,000 inputs over stdio all of 1.0 MB that came was code.
 */
const MOST_KB_FOR_1000_INPUTS = 10;
const MB = 1e6;

/** Of the resident memory, beyond `caches` bytes that page caches may still take, and of the heap; `after`: so many inputs. */
export function growthRows(
  name: string,
  looks: readonly Look[],
  { after, caches }: { readonly after: number; readonly caches: number },
): readonly Row[] {
  const resident = `${name}: growth of resident memory after ${after} inputs, MB`;
  if (looks.length < LEAST_LOOKS) return [shown(resident, "too few inputs")];
  const lineOf = (toPoint: (look: Look, at: number) => readonly [number, number]) =>
    fitLine(meansOfParts(looks.map(toPoint), PARTS));
  const rss = lineOf((look, at) => [at / (looks.length - 1), look.rss]);
  const heap = lineOf(({ inputs, heapUsed, external }) => [inputs, heapUsed + external]);
  const mean = looks.reduce((sum, look) => sum + look.rss, 0) / looks.length;
  const withError = ({ slope, error }: typeof rss, unit: number) =>
    `${(slope / unit).toFixed(1)} +- ${(error / unit).toFixed(1)}`;
  const allowed = caches === 0 ? "" : ` and page caches of ${Math.round(caches / MB)} MB`;
  return [
    shown(resident, withError(rss, MB)),
    inTime(
      `the same less twice its error${allowed}, %`,
      (100 * (rss.slope - 2 * rss.error - caches)) / mean,
      MOST_DRIFT_PERCENT,
    ),
    // Bytes for an input are kB for 1,000.
    shown(`${name}: growth of the heap for 1,000 inputs, kB`, withError(heap, 1)),
    inTime("the same less twice its error, kB", heap.slope - 2 * heap.error, MOST_KB_FOR_1000_INPUTS),
  ];
}
