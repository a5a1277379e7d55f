import type { Fault, FaultPlace } from "./fault.ts";
import { type PostgresRig, RECOVERY_MS, startWork, type Work, withPostgres } from "./postgres-rig.ts";
import { atLeast, inTime } from "./rows.ts";

/** One kind of outage, again and again. */
export interface Outages extends Pick<Fault, "id" | "name" | "title" | "leastMs" | "weight"> {
  /** As a row names them, such as `cuts`. */
  readonly what: string;
  /** At least, however short the run is. */
  readonly least: number;
  /** Until everybody must have a result again, ms; 2 s when left out. */
  readonly recoveryMs?: number;
  /** Readies the rig; answers what lets one outage happen and ends when the database is there again, and what ends all. */
  prepare(rig: PostgresRig, work: Work, random: FaultPlace["random"]): Outage;
}

export interface Outage {
  happen(): Promise<void>;
  /** After everybody has a result again. */
  after?(): Promise<void>;
  close?(): Promise<void>;
}

/** A fault in which Postgres is lost under the work of every client until the time is over, and all must work again soon. */
export function createOutageFault({ id, name, title, leastMs, weight, ...outages }: Outages): Fault {
  const { what, least, recoveryMs = RECOVERY_MS, prepare } = outages;
  return {
    id,
    name,
    title,
    leastMs,
    weight,
    run: ({ root, folder, random, budgetMs }) =>
      withPostgres(root, { AWARENESS_DATABASE_CONNECTIONS: "4" }, async (rig) => {
        const work = await startWork(rig, { folder, random });
        const outage = prepare(rig, work, random);
        const recoveries: number[] = [];
        const endAt = performance.now() + budgetMs;
        try {
          while (recoveries.length < least || performance.now() < endAt) {
            await outage.happen();
            recoveries.push(await work.recovery());
            await outage.after?.();
          }
          const { account, foreign, rows } = await work.finish();
          return {
            account,
            foreign,
            rows: [
              atLeast(what, recoveries.length, least),
              inTime("slowest recovery afterwards, ms", Math.max(...recoveries), recoveryMs),
              ...rows,
            ],
          };
        } finally {
          await work.load.stop().catch(() => {});
          await outage.close?.();
        }
      }),
  };
}
