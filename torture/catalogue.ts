import type { Fault } from "./fault.ts";
import { idleStreams } from "./faults/idle-streams.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";
import { sigtermDrain } from "./faults/sigterm-drain.ts";
import { slowLoris } from "./faults/slow-loris.ts";

/** All faults, in the order in which they run. */
export const CATALOGUE: readonly Fault[] = [
  killProcesses,
  powerLoss,
  slowLoris,
  idleStreams,
  sigtermDrain,
  rollingRestart,
  killedNodes,
];
