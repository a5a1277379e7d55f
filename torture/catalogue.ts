import type { Fault } from "./fault.ts";
import { corruption } from "./faults/corruption.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedMigrations } from "./faults/killed-migrations.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";

/** All faults, in the order in which they run. */
export const CATALOGUE: readonly Fault[] = [
  killProcesses,
  powerLoss,
  corruption,
  rollingRestart,
  killedNodes,
  killedMigrations,
];
