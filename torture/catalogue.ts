import type { Fault } from "./fault.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { poolExhaustion } from "./faults/pool-exhaustion.ts";
import { postgresCuts } from "./faults/postgres-cuts.ts";
import { postgresFailover } from "./faults/postgres-failover.ts";
import { postgresHangs } from "./faults/postgres-hangs.ts";
import { postgresRestarts } from "./faults/postgres-restarts.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";
import { sessionDatabaseDown } from "./faults/session-database-down.ts";

/** All faults, in the order in which they run. */
export const CATALOGUE: readonly Fault[] = [
  killProcesses,
  powerLoss,
  postgresRestarts,
  postgresFailover,
  postgresHangs,
  poolExhaustion,
  sessionDatabaseDown,
  rollingRestart,
  killedNodes,
  postgresCuts,
];
