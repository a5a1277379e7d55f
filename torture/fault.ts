import type { Account } from "./account.ts";
import type { Random } from "./random.ts";
import type { Row } from "./verdict.ts";

/** What a fault has to work with. */
export interface FaultPlace {
  /** Folder of the built program, a copy that a build in the checkout does not change. */
  readonly root: string;
  /** An empty folder that is removed afterwards. */
  readonly folder: string;
  /** Every choice comes from here, so that a seed repeats it. */
  readonly random: Random;
  /** About how long to go on, ms; never less than the fault's `leastMs`. */
  readonly budgetMs: number;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
}

export interface FaultReport {
  /** Of the notes that were written meanwhile; without, nothing was written that could be counted. */
  readonly account?: Account;
  /** Rows of another owner that somebody was given; without, there was one owner only. */
  readonly foreign?: number;
  readonly rows: readonly Row[];
}

/** One way in which things go wrong, and what must hold all the same. */
export interface Fault {
  /** Its number in the catalogue of docs/torture.md. */
  readonly id: `F${number}`;
  /** As on the command line; the file has the same name. */
  readonly name: string;
  /** What happens, and what must hold, in a sentence. */
  readonly title: string;
  /** True: part of the shortest run too. */
  readonly essential?: boolean;
  /** What it needs to say anything at all, ms. */
  readonly leastMs: number;
  /** Its share of the time beyond that, against the others. */
  readonly weight: number;
  /** Why this machine cannot do it; `undefined` when it can. */
  unable?(): Promise<string | undefined>;
  /** @throws Error when something is so wrong that it could not be counted; the verdict is then FAILED. */
  run(place: FaultPlace): Promise<FaultReport>;
}
