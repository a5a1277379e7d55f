import type { Fault } from "./fault.ts";
import { backups } from "./faults/backups.ts";
import { clockJumps } from "./faults/clock-jumps.ts";
import { killHttp } from "./faults/kill-http.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { locked } from "./faults/locked.ts";
import { manyProcesses } from "./faults/many-processes.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";

/** All faults, in the order in which they run. */
export const CATALOGUE: readonly Fault[] = [
  killHttp,
  killProcesses,
  powerLoss,
  manyProcesses,
  clockJumps,
  rollingRestart,
  killedNodes,
  backups,
  locked,
];
